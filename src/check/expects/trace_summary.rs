//! A trace in a few lines, for the help of a failed `expect`.

use crate::route::trace::{Delivery, Refusal, RouteMatch, Trace, TraceOutcome};

/// The route that matches, what the backend receives, and the routes that lost.
pub(super) fn summarize(trace: &Trace) -> String {
    let request = format!("{} {}", trace.request.method.word(), trace.request.path);
    let mut lines = vec![match &trace.outcome {
        TraceOutcome::Preflight(_) => {
            format!("the gateway answers the CORS preflight {request} itself: 204")
        }
        TraceOutcome::Refused(refusal) => {
            format!("{request} -> {}: {}", refusal.status, refusal.why)
        }
        TraceOutcome::Route(routed) => describe(routed),
    }];
    if let TraceOutcome::Refused(refusal) = &trace.outcome {
        lines.extend(nearest(refusal));
    }
    for lost in trace.considered.iter().take(3) {
        lines.push(format!(
            "`{}` also matches, but {}",
            lost.name.written,
            lost.why.text()
        ));
    }
    lines.join("\n")
}

fn describe(routed: &RouteMatch) -> String {
    let seen = match &routed.delivery {
        Delivery::Http(seen) => format!("receives {}", seen.path),
        Delivery::Event { .. } => "receives an event".to_owned(),
        Delivery::Call { .. } => "is called".to_owned(),
    };
    let auth = routed.auth.as_ref();
    let auth = auth.map_or("open".to_owned(), |it| format!("auth {}", it.name));
    format!(
        "`{}` matches: {} {seen}, {auth}",
        routed.name.written, routed.backend
    )
}

fn nearest(refusal: &Refusal) -> Option<String> {
    let (name, near) = refusal.nearest.as_ref()?;
    Some(format!(
        "the nearest route is `{}`: {}",
        name.written,
        near.distance.text()
    ))
}
