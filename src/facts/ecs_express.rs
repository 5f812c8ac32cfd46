//! ECS Express Mode: sizes, defaults, scaling.

use serde::Deserialize;

use super::sizes::{ServiceRole, Size, memory_for};

/// What the compiler writes when the spec says nothing: AWS's own sources disagree.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ExpressDefaults {
    /// In units of which 1024 are one vCPU.
    pub cpu: u32,
    /// In MB.
    pub memory: u32,
    /// The port of the container.
    pub port: u16,
    /// The path of the health check.
    pub health: &'static str,
    /// The least tasks.
    pub min_tasks: u32,
    /// The most tasks.
    pub max_tasks: u32,
    /// The word of the metric that scales.
    pub metric: &'static str,
    /// The value that scaling aims at.
    pub target: u32,
}

/// What scaling can watch.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ScalingMetric {
    /// As in `.gw`, e.g. `cpu`.
    pub word: &'static str,
    /// As AWS has it, e.g. `AVERAGE_CPU`.
    pub aws: &'static str,
    /// The unit of its target.
    pub unit: &'static str,
}

/// `ecs-express.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct EcsExpress {
    /// Cpu and the memory that goes with it on Fargate, ascending.
    pub sizes: Vec<Size>,
    /// What the compiler writes when the spec says nothing.
    pub defaults: ExpressDefaults,
    /// What scaling can watch.
    pub metrics: Vec<ScalingMetric>,
    /// The least subnets, in different zones.
    pub min_subnets: u32,
    /// The role that makes load balancers and security groups.
    pub infrastructure_role: ServiceRole,
    /// The role that pulls images and writes logs.
    pub execution_role: ServiceRole,
}

impl EcsExpress {
    /// The memory in MB that goes with a cpu; empty for a cpu that Fargate does not have.
    #[must_use]
    pub fn memory_for(&self, cpu: u32) -> &[u32] {
        memory_for(&self.sizes, cpu)
    }

    /// The metric that a word of `.gw` means.
    #[must_use]
    pub fn metric(&self, word: &str) -> Option<&ScalingMetric> {
        self.metrics.iter().find(|metric| metric.word == word)
    }
}
