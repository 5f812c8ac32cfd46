//! ECS Express Mode: sizes, defaults, scaling.

use serde::Deserialize;

use super::sizes::{ServiceRole, Size, memory_for};

/// The defaults that the compiler writes, since AWS's own sources disagree.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ExpressDefaults {
    /// In units of 1/1024 vCPU.
    pub cpu: u32,
    /// In MB.
    pub memory: u32,
    /// The port of the container.
    pub port: u16,
    /// The path of the health check.
    pub health: &'static str,
    /// The minimum number of tasks.
    pub min_tasks: u32,
    /// The maximum number of tasks.
    pub max_tasks: u32,
    /// The scaling metric, as in `.gw`.
    pub metric: &'static str,
    /// The target value for scaling.
    pub target: u32,
}

/// The scaling metrics.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ScalingMetric {
    /// As in `.gw`, e.g. `cpu`.
    pub word: &'static str,
    /// AWS's name, e.g. `AVERAGE_CPU`.
    pub aws: &'static str,
    /// The unit of its target.
    pub unit: &'static str,
}

/// `ecs-express.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct EcsExpress {
    /// CPU sizes with their memory sizes on Fargate, ascending.
    pub sizes: Vec<Size>,
    /// The defaults that the compiler writes.
    pub defaults: ExpressDefaults,
    /// The scaling metrics.
    pub metrics: Vec<ScalingMetric>,
    /// The minimum number of subnets, in different zones.
    pub min_subnets: u32,
    /// The role that creates load balancers and security groups.
    pub infrastructure_role: ServiceRole,
    /// The role that pulls images and writes logs.
    pub execution_role: ServiceRole,
}

impl EcsExpress {
    /// Returns the memory sizes in MB for a CPU size; empty for a size that Fargate does not have.
    #[must_use]
    pub fn memory_for(&self, cpu: u32) -> &[u32] {
        memory_for(&self.sizes, cpu)
    }

    /// Returns the metric for a keyword of `.gw`.
    #[must_use]
    pub fn metric(&self, word: &str) -> Option<&ScalingMetric> {
        self.metrics.iter().find(|metric| metric.word == word)
    }
}
