//! The `$default` stage, the only one: the name of any other stage would appear in the paths sent to private backends.

use crate::graph::from_program::Builder;
use crate::graph::resource::Kind;
use crate::graph::resource::api::{AccessLog, RouteSettings, Stage};
use crate::graph::{Body, Expr, Id};
use crate::model::{Log, LogFormat};

/// Lowers the stage.
pub(super) fn stage(
    cx: &mut Builder<'_>,
    api: &Id,
    group: Option<Expr>,
    routes: Vec<RouteSettings>,
) {
    let id = cx.id(Kind::Stage, &[]);
    let gateway = &cx.program.gateway;
    let access_log = match &gateway.log {
        Log::Off { .. } => None,
        Log::On { format, .. } => group.map(|group| AccessLog {
            group,
            format: self::format(cx, format),
        }),
    };
    let mut variables: Vec<(String, Expr)> = gateway
        .stage_variables
        .iter()
        .map(|(name, value)| (name.value.clone(), cx.text(value)))
        .collect();
    variables.sort_by(|(left, _), (right, _)| left.cmp(right));
    let body = Body::Stage(Stage {
        api: api.clone(),
        access_log,
        throttle: match &gateway.throttle {
            Some(throttle) => cx.limit(throttle),
            None => cx.account_limit(),
        },
        detailed_metrics: gateway.metrics_detailed.is_some(),
        routes,
        variables,
        tags: Vec::new(),
    });
    let origin = cx.origins.gateway();
    cx.push(id, origin, body);
}

/// Returns the access log format. Both named formats include the integration variables: without them, a 503 doesn't
/// show which hop failed.
fn format(cx: &Builder<'_>, format: &LogFormat) -> Expr {
    match format {
        LogFormat::Json => Expr::text(cx.facts.logs.json_format()),
        LogFormat::Common => Expr::text(cx.facts.logs.common_line()),
        LogFormat::Custom(format) => cx.text(format),
    }
}
