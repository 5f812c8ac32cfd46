//! Container sizes and service roles: types shared by App Runner and ECS Express Mode.

use serde::Deserialize;

/// The memory sizes for a CPU size.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Size {
    /// In units of 1/1024 vCPU.
    pub cpu: u32,
    /// In MB, ascending.
    pub memory: Vec<u32>,
}

/// A role that an AWS service assumes.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ServiceRole {
    /// The principal that assumes it, e.g. `ecs.amazonaws.com`.
    pub principal: &'static str,
    /// The managed policy, as after `arn:PARTITION:iam::aws:policy/`; empty if the author provides the role.
    #[serde(default)]
    pub policy: &'static str,
    /// True if the service sets `aws:SourceAccount` when it assumes the role, as its guide documents.
    #[serde(default)]
    pub source_account: bool,
}

/// Returns the memory sizes for a CPU size; empty for a size that does not exist.
pub(super) fn memory_for(sizes: &[Size], cpu: u32) -> &[u32] {
    sizes
        .iter()
        .find(|size| size.cpu == cpu)
        .map_or(&[], |size| size.memory.as_slice())
}
