//! App Runner: sizes, health checks, scaling, and since when new customers cannot have it.

use serde::Deserialize;

use super::quotas::Range;
use super::sizes::{ServiceRole, Size, memory_for};

/// Since when a service is closed, and what to use instead.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ClosedService {
    /// A date, e.g. `2026-04-30`.
    pub since: &'static str,
    /// The kind of backend in `.gw` that takes its place.
    pub instead: &'static str,
}

/// What a service gets when nothing is written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct SizeDefaults {
    /// In units of which 1024 are one vCPU.
    pub cpu: u32,
    /// In MB.
    pub memory: u32,
    /// The port of the container.
    pub port: u16,
}

/// How App Runner finds out whether an instance is well.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Health {
    /// `TCP` unless a path is written.
    pub protocol: &'static str,
    /// The path of an HTTP check.
    pub path: &'static str,
    /// Between two checks.
    pub interval_s: Range,
    /// For one check.
    pub timeout_s: Range,
    /// Checks that must pass.
    pub healthy: Range,
    /// Checks that must fail.
    pub unhealthy: Range,
}

/// How App Runner scales.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Scaling {
    /// Requests at a time for one instance.
    pub concurrency: Range,
    /// The least instances.
    pub min_size: Range,
    /// The most instances.
    pub max_size: Range,
}

/// `app-runner.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AppRunner {
    /// Since when new customers cannot have it.
    pub closed_to_new_customers: ClosedService,
    /// Cpu and the memory that goes with it, ascending.
    pub sizes: Vec<Size>,
    /// What a service gets when nothing is written.
    pub defaults: SizeDefaults,
    /// Health checks.
    pub health: Health,
    /// Scaling.
    pub scaling: Scaling,
    /// How long a request may take.
    pub request_timeout_s: Range,
    /// What App Runner builds from source.
    pub runtimes: Vec<&'static str>,
    /// The endpoint service of private services, as after `com.amazonaws.REGION.`.
    pub endpoint_service: &'static str,
    /// The role that pulls images from a private registry.
    pub access_role: ServiceRole,
    /// The role of the running container.
    pub instance_role: ServiceRole,
    /// The auto scaling configuration of services that have none of their own, as at the end of an ARN.
    pub default_scaling: &'static str,
    /// The host of the registry that needs no role.
    pub public_registry: &'static str,
}

impl AppRunner {
    /// The memory in MB that goes with a cpu; empty for a cpu that App Runner does not have.
    #[must_use]
    pub fn memory_for(&self, cpu: u32) -> &[u32] {
        memory_for(&self.sizes, cpu)
    }
}
