//! App Runner: sizes, health checks, scaling, and the date since which it is closed to new customers.

use serde::Deserialize;

use super::quotas::Range;
use super::sizes::{ServiceRole, Size, memory_for};

/// The closing date of a service, and its replacement.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ClosedService {
    /// A date, e.g. `2026-04-30`.
    pub since: &'static str,
    /// The kind of backend in `.gw` that replaces it.
    pub instead: &'static str,
}

/// The defaults of a service.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct SizeDefaults {
    /// In units of 1/1024 vCPU.
    pub cpu: u32,
    /// In MB.
    pub memory: u32,
    /// The port of the container.
    pub port: u16,
}

/// App Runner's health checks.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Health {
    /// `TCP` unless the spec sets a path.
    pub protocol: &'static str,
    /// The path of an HTTP check.
    pub path: &'static str,
    /// The time between two checks, in seconds.
    pub interval_s: Range,
    /// The timeout of a check, in seconds.
    pub timeout_s: Range,
    /// Consecutive successes until an instance is healthy.
    pub healthy: Range,
    /// Consecutive failures until an instance is unhealthy.
    pub unhealthy: Range,
}

/// App Runner's scaling.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Scaling {
    /// Concurrent requests per instance.
    pub concurrency: Range,
    /// The minimum number of instances.
    pub min_size: Range,
    /// The maximum number of instances.
    pub max_size: Range,
}

/// `app-runner.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AppRunner {
    /// The date since which it is closed to new customers.
    pub closed_to_new_customers: ClosedService,
    /// CPU sizes with their memory sizes, ascending.
    pub sizes: Vec<Size>,
    /// The defaults of a service.
    pub defaults: SizeDefaults,
    /// Health checks.
    pub health: Health,
    /// Scaling.
    pub scaling: Scaling,
    /// The timeout of a request, in seconds.
    pub request_timeout_s: Range,
    /// The runtimes for builds from source.
    pub runtimes: Vec<&'static str>,
    /// The endpoint service of private services, as after `com.amazonaws.REGION.`.
    pub endpoint_service: &'static str,
    /// The role that pulls images from a private registry.
    pub access_role: ServiceRole,
    /// The role of the running container.
    pub instance_role: ServiceRole,
    /// The default auto scaling configuration, as at the end of an ARN.
    pub default_scaling: &'static str,
    /// The host of the public registry, which needs no role.
    pub public_registry: &'static str,
}

impl AppRunner {
    /// Returns the memory sizes in MB for a CPU size; empty for a size that App Runner does not have.
    #[must_use]
    pub fn memory_for(&self, cpu: u32) -> &[u32] {
        memory_for(&self.sizes, cpu)
    }
}
