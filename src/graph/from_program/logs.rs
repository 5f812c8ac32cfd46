//! The access log's destination.

use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::resource::Kind;
use crate::graph::resource::logs::LogGroup;
use crate::graph::{Attribute, Body, Expr};
use crate::model::Log;

/// Returns the ARN of the access log group, which is created unless it exists; `None` if the log is off.
///
/// The name starts with `/aws/vendedlogs/`: elsewhere, each log group adds to the account's log delivery policy, which
/// is limited to 5120 characters.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>
pub(super) fn group(cx: &mut Builder<'_>) -> Option<Expr> {
    if cx.program.gateway.api.is_some() {
        return None;
    }
    let retain = match &cx.program.gateway.log {
        Log::Off { .. } => return None,
        Log::On { to: Some(to), .. } => return Some(cx.text(to)),
        Log::On { retain, .. } => retain.as_ref(),
    };
    let id = cx.id(Kind::LogGroup, &[Piece::Word("access")]);
    let prefix = cx.facts.logs.group_prefix();
    let body = Body::LogGroup(LogGroup {
        name: Expr::join([Expr::text(prefix), Expr::Deployment]),
        retention_days: retain.map(|days| cx.num(days.value)),
        tags: Vec::new(),
    });
    let origin = match &cx.program.gateway.log {
        Log::On {
            span: Some(span), ..
        } => cx.origins.setting(*span, "log"),
        Log::On { span: None, .. } | Log::Off { .. } => cx.origins.gateway(),
    };
    cx.push(id.clone(), origin, body);
    Some(Expr::Get(id, Attribute::Arn))
}
