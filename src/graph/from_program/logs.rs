//! Where access logs go.

use crate::graph::from_program::Lowering;
use crate::graph::resource::Kind;
use crate::graph::resource::logs::LogGroup;
use crate::graph::{Body, Expr, Id};
use crate::model::Log;

/// Lowers the log group of the access log, unless that is off.
///
/// Below `/aws/vendedlogs/`: elsewhere each log grows the account's log delivery policy, which ends at 5120 characters.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>
pub(super) fn group(cx: &mut Lowering<'_>) -> Option<Id> {
    let retain = match &cx.program.gateway.log {
        Log::Off { .. } => return None,
        Log::On { retain, span, .. } => (retain, span.unwrap_or_default()),
    };
    let id = cx.id(Kind::LogGroup, &[]);
    let prefix = cx.facts.logs.group_prefix();
    let body = Body::LogGroup(LogGroup {
        name: Expr::join([Expr::text(prefix), Expr::Deployment]),
        retention_days: retain.0.as_ref().map(|days| cx.num(days.value)),
        tags: Vec::new(),
    });
    let origin = cx.origins.setting(retain.1, "log");
    cx.push(id.clone(), origin, body);
    Some(id)
}
