//! A request's story in a few lines, for the help of a failed test.

use crate::route::trace::{Delivery, Refusal, RouteMatch, Trace, TraceOutcome};

/// Who answers and what the backend sees, and who else might have.
pub(super) fn story(trace: &Trace) -> String {
    let request = format!("{} {}", trace.request.method.word(), trace.request.path);
    let mut lines = vec![match &trace.outcome {
        TraceOutcome::Preflight(_) => {
            format!("{request} is a CORS preflight, which the gateway answers itself: 204")
        }
        TraceOutcome::Refused(refusal) => {
            format!("{request} -> {}: {}", refusal.status, refusal.why)
        }
        TraceOutcome::Route(routed) => way(routed),
    }];
    if let TraceOutcome::Refused(refusal) = &trace.outcome {
        lines.extend(near(refusal));
    }
    for lost in trace.considered.iter().take(3) {
        lines.push(format!(
            "`{}` matches too, but {}",
            lost.name.written,
            lost.why.text()
        ));
    }
    lines.join("\n")
}

fn way(routed: &RouteMatch) -> String {
    let seen = match &routed.delivery {
        Delivery::Http(seen) => format!("sees {}", seen.path),
        Delivery::Event { .. } => "gets an event".to_owned(),
        Delivery::Call { .. } => "is called".to_owned(),
    };
    let auth = routed.auth.as_ref();
    let auth = auth.map_or("open".to_owned(), |it| format!("auth {}", it.name));
    format!(
        "`{}` answers: {} {seen}, {auth}",
        routed.name.written, routed.backend
    )
}

fn near(refusal: &Refusal) -> Option<String> {
    let (name, near) = refusal.nearest.as_ref()?;
    Some(format!(
        "`{}` comes nearest: {}",
        name.written,
        near.distance.text()
    ))
}
