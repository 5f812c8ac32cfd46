//! Estimates the fixed monthly cost of a gateway, so that a reviewer sees the cost of a change.

use serde_json::Value;

use crate::emit::properties::tree::{Naming, tree};
use crate::facts::Prices;
use crate::graph::Sealed;

/// The fixed cost before and after, in whole US cents per month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostChange {
    /// Before.
    pub old: u64,
    /// After.
    pub new: u64,
}

impl CostChange {
    /// Renders the change as a sentence, e.g. `fixed cost: about 41.25 -> 53.99 USD a month`.
    #[must_use]
    pub fn sentence(self) -> String {
        let [old, new] = self.dollars();
        format!("fixed cost: about {old} -> {new} USD a month")
    }

    /// Returns both costs in US dollars, e.g. `41.25`.
    pub(super) fn dollars(self) -> [String; 2] {
        [self.old, self.new].map(|cents| format!("{}.{:02}", cents / 100, cents % 100))
    }
}

/// Describes the basis of the estimate.
#[must_use]
pub(super) fn basis(prices: &Prices) -> String {
    format!(
        "estimated from list prices of {} in {}, excluding requests and traffic; App Runner counted as idle",
        prices.date, prices.region
    )
}

/// Returns the change of the fixed cost; `None` if it stays the same.
#[must_use]
pub fn cost(old: &Sealed, new: &Sealed, prices: &Prices) -> Option<CostChange> {
    let change = CostChange {
        old: monthly(old, prices),
        new: monthly(new, prices),
    };
    (change.old != change.new).then_some(change)
}

/// The number of zones to assume unless the spec names more: App Runner and load balancers need two.
const FEWEST_ZONES: usize = 2;

fn monthly(sealed: &Sealed, prices: &Prices) -> u64 {
    let resources = &sealed.graph().resources;
    let properties = |aws_type: &'static str| {
        let resources = resources.iter();
        let of_type = resources.filter(move |it| it.body.kind().aws_type() == aws_type);
        of_type.map(|it| (it.id.as_str(), tree(it, Naming::Generated)))
    };
    let price = |key: &str| prices.price(key).map_or(0.0, |price| price.usd);
    let mut hourly = 0.0;
    for _ in properties("AWS::ElasticLoadBalancingV2::LoadBalancer") {
        hourly += price("nlb_hour");
    }
    for (_, endpoint) in properties("AWS::EC2::VPCEndpoint") {
        let subnets = endpoint.get("SubnetIds").and_then(Value::as_array);
        let zones = subnets.map_or(FEWEST_ZONES, Vec::len);
        hourly += quantity(zones) * price("interface_endpoint_zone_hour");
    }
    let scaling: Vec<(&str, Value)> =
        properties("AWS::AppRunner::AutoScalingConfiguration").collect();
    for (_, service) in properties("AWS::AppRunner::Service") {
        let memory = units(service.pointer("/InstanceConfiguration/Memory"));
        let reference = service.pointer("/AutoScalingConfigurationArn/$get/0");
        let own = scaling
            .iter()
            .find(|(id, _)| reference.and_then(Value::as_str) == Some(*id));
        let instances = own.and_then(|(_, it)| it.get("MinSize")?.as_f64());
        hourly += memory * instances.unwrap_or(1.0) * price("app_runner_gb_hour");
    }
    let mut balancers: Vec<Option<Value>> = Vec::new();
    for (_, service) in properties("AWS::ECS::ExpressGatewayService") {
        // Services in the same subnets share a load balancer.
        let network = service.get("NetworkConfiguration").cloned();
        if !balancers.contains(&network) {
            balancers.push(network);
            hourly += price("alb_hour");
        }
        let tasks = service.pointer("/ScalingTarget/MinTaskCount");
        let tasks = tasks.and_then(Value::as_f64).unwrap_or(1.0);
        let cpu = units(service.get("Cpu")) * price("fargate_vcpu_hour");
        let memory = units(service.get("Memory")) * price("fargate_gb_hour");
        hourly += tasks * (cpu + memory);
    }
    let month = hourly * f64::from(prices.hours_per_month);
    cents(month)
}

/// Parses a size in vCPU or GB, which is given in units of 1024. A size known only at deployment counts as zero.
fn units(size: Option<&Value>) -> f64 {
    let size = size.and_then(Value::as_str).and_then(|it| it.parse().ok());
    size.map_or(0.0, |size: f64| size / 1024.0)
}

fn quantity(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of prices is positive, and far below 2^53 cents"
)]
fn cents(dollars: f64) -> u64 {
    (dollars * 100.0).round() as u64
}
