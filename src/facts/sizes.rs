//! Sizes of containers, and the roles that services take on: shapes that App Runner and ECS Express Mode share.

use serde::Deserialize;

/// The memory that goes with a cpu.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Size {
    /// In units of which 1024 are one vCPU.
    pub cpu: u32,
    /// In MB, ascending.
    pub memory: Vec<u32>,
}

/// A role that a service of AWS takes on.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ServiceRole {
    /// Who takes it on, e.g. `ecs.amazonaws.com`.
    pub principal: &'static str,
    /// The managed policy, as after `arn:PARTITION:iam::aws:policy/`; empty where the role is the author's.
    #[serde(default)]
    pub policy: &'static str,
    /// Whether the service names the account for which it takes the role (`aws:SourceAccount`), as its guide documents.
    #[serde(default)]
    pub source_account: bool,
}

/// The memory that goes with a cpu; empty for a cpu that does not exist.
pub(super) fn memory_for(sizes: &[Size], cpu: u32) -> &[u32] {
    sizes
        .iter()
        .find(|size| size.cpu == cpu)
        .map_or(&[], |size| size.memory.as_slice())
}
