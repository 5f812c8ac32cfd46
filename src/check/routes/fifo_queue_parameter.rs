//! `fifo-queue-parameter`: a route to a FIFO queue without `group-id`, or with `delay`.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, Destination};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::FIFO_QUEUE_PARAMETER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let Destination::Action(call) = &route.destination else {
            continue;
        };
        let Some(backend) = spec.program.backend(call.backend) else {
            continue;
        };
        let BackendBody::Service { resource } = &backend.body else {
            continue;
        };
        let is_fifo = resource
            .known()
            .is_some_and(|queue| queue.ends_with(".fifo"));
        if backend.kind.word() != "sqs" || !is_fifo || call.name.value != "send" {
            continue;
        }
        let parameter = |word: &str| call.parameters.iter().find(|(name, _)| name.value == word);
        if parameter("group-id").is_none() {
            let message = format!("the FIFO queue `{}` needs `group-id`", backend.name.value);
            found.push(
                Diagnostic::error(code, call.name.span, message)
                    .place(resource.span, "a FIFO queue")
                    .help("add it to the route's block, e.g. `group-id $request.header.x-group`"),
            );
        }
        if let Some((delay, _)) = parameter("delay") {
            let message = format!(
                "the FIFO queue `{}` does not accept `delay`",
                backend.name.value
            );
            found.push(
                Diagnostic::error(code, delay.span, message)
                    .place(resource.span, "a FIFO queue")
                    .help("remove it; a FIFO queue has one delay for all messages"),
            );
        }
    }
}
