//! Facts about AWS: the typed view of `specs/aws/*.json`.
//!
//! Owns the shapes of those files and the queries on them. Must not draw conclusions from a fact (rules do), and does
//! not depend on `.gw`. The files are compiled in, and strings are borrowed from them, so loading copies next to
//! nothing. Permissions, prices, rates, replacements and updates are loaded separately, as few commands need them.

mod answers;
mod app_runner;
mod ecs_express;
mod headers;
mod integrations;
mod logs;
mod names;
mod permissions;
mod prices;
mod quotas;
mod rates;
mod regions;
mod replacements;
mod sizes;
mod updates;
mod variables;

pub use answers::{GatewayAnswer, GatewayAnswers};
pub use app_runner::{AppRunner, ClosedService, Health, Scaling, SizeDefaults};
pub use ecs_express::{EcsExpress, ExpressDefaults, ScalingMetric};
pub use headers::{Header, Headers};
pub use integrations::{Action, Integrations, Owner, Parameter, ValueKind};
pub use logs::{LogField, Logs};
pub use names::{Misfit, NameRule, Names};
pub use permissions::Permissions;
pub use prices::{Price, Prices};
pub use quotas::{
    AppRunnerQuotas, CloudFormationQuotas, ControlPlaneQuotas, ExpressQuotas, HttpApiQuotas,
    LoadBalancerQuotas, Quota, Quotas, Range, Ranges, TagQuotas, ThrottlingQuotas, VpcQuotas,
};
pub use rates::{Rate, Rates};
pub use regions::{Partition, Regions};
pub use replacements::{Handler, ResourceType, ResourceTypes};
pub use sizes::{ServiceRole, Size};
pub use updates::{Deployer, PropertyChange, Update, UpdateEffect, Updates};
pub use variables::{Moment, Root, Variable, Variables};

use serde::Deserialize;

/// The certainty of a fact. Uncertain facts are never a reason to reject anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// From an authoritative source, without contradiction.
    #[default]
    Sure,
    /// Inferred, or from sources that disagree.
    Uncertain,
}

/// The facts that checking and lowering need.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Quotas and ranges.
    pub quotas: Quotas,
    /// Partitions and Regions.
    pub regions: Regions,
    /// Headers that cannot be mapped.
    pub headers: Headers,
    /// Variables that values can refer to.
    pub variables: Variables,
    /// AWS services that API Gateway calls itself.
    pub integrations: Integrations,
    /// Sizes and settings of App Runner.
    pub app_runner: AppRunner,
    /// Sizes and settings of ECS Express Mode.
    pub ecs_express: EcsExpress,
    /// Retention and formats of access logs.
    pub logs: Logs,
    /// Rules for names.
    pub names: Names,
}

/// A file of `specs/aws` with an unexpected shape.
#[derive(Debug)]
pub struct FactsFault {
    /// The file's name, e.g. `quotas.json`.
    pub file: &'static str,
    /// The error from serde.
    pub reason: serde_json::Error,
}

impl std::fmt::Display for FactsFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read the facts in {}: {}", self.file, self.reason)
    }
}

impl std::error::Error for FactsFault {}

impl Facts {
    /// Loads the facts that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the files are compiled in, and a test reads each of them.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Returns an account's default rate and burst in a region, in requests per second and requests.
    #[must_use]
    pub fn throttling(&self, region: Option<&str>) -> (u64, u64) {
        let quotas = &self.quotas.throttling;
        if region.is_some_and(|region| self.regions.has_low_throttle(region)) {
            (quotas.low_rate.limit, quotas.low_burst.limit)
        } else {
            (quotas.rate.limit, quotas.burst.limit)
        }
    }

    /// Like [`Facts::load`], but returns an error if a file cannot be read.
    ///
    /// # Errors
    /// The first file with an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        Ok(Self {
            quotas: parse("quotas.json", include_str!("../../specs/aws/quotas.json"))?,
            regions: parse("regions.json", include_str!("../../specs/aws/regions.json"))?,
            headers: parse("headers.json", include_str!("../../specs/aws/headers.json"))?,
            variables: parse(
                "variables.json",
                include_str!("../../specs/aws/variables.json"),
            )?,
            integrations: parse(
                "integrations.json",
                include_str!("../../specs/aws/integrations.json"),
            )?,
            app_runner: parse(
                "app-runner.json",
                include_str!("../../specs/aws/app-runner.json"),
            )?,
            ecs_express: parse(
                "ecs-express.json",
                include_str!("../../specs/aws/ecs-express.json"),
            )?,
            logs: parse("logs.json", include_str!("../../specs/aws/logs.json"))?,
            names: parse("names.json", include_str!("../../specs/aws/names.json"))?,
        })
    }
}

fn parse<T: Deserialize<'static>>(file: &'static str, text: &'static str) -> Result<T, FactsFault> {
    serde_json::from_str(text).map_err(|reason| FactsFault { file, reason })
}
