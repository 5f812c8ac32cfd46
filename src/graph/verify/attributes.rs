//! Invariant: references read only attributes that the resource's kind has, so emitters never see one that does not
//! exist.

use crate::diag::Diagnostic;
use crate::graph::expr::Attribute;
use crate::graph::resource::Read;
use crate::graph::verify::{View, broken};
use crate::graph::{Body, Expr, ListExpr};

/// Reports attributes that their resources do not have.
pub(super) fn faults(view: &View<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for resource in &view.graph.resources {
        resource.body.each_read(&mut |read| {
            let missing = match read {
                Read::Value(expr) => missing(view, expr),
                Read::List(ListExpr::Known(entries)) => {
                    entries.iter().find_map(|entry| missing(view, entry))
                }
                Read::List(ListExpr::Get(id, attribute)) => {
                    missing(view, &Expr::Get(id.clone(), *attribute))
                }
                Read::List(ListExpr::Input(_))
                | Read::Resource(_)
                | Read::Number(_)
                | Read::Input(_) => None,
            };
            if let Some(what) = missing {
                diagnostics.push(broken(&resource.origin, &resource.id, &what));
            }
        });
    }
    for output in &view.graph.outputs {
        if let Some(what) = missing(view, &output.value) {
            let message = format!("the output `{}` {what}", output.name);
            let fault = Diagnostic::error(super::BROKEN_GRAPH, output.span, message);
            diagnostics.push(fault.help(super::REPORT_IT));
        }
    }
}

/// Returns the first missing attribute in a text.
fn missing(view: &View<'_>, expr: &Expr) -> Option<String> {
    match expr {
        Expr::Get(id, attribute) => {
            let body = &view.get(id)?.body;
            (!has(body, *attribute)).then(|| format!("reads {attribute:?} of `{id}`"))
        }
        Expr::Join(pieces) => pieces.iter().find_map(|piece| missing(view, piece)),
        Expr::Literal(_)
        | Expr::Input(_)
        | Expr::Region
        | Expr::Account
        | Expr::Partition
        | Expr::Deployment => None,
    }
}

fn has(body: &Body, attribute: Attribute) -> bool {
    // A private service has no URL, and reading it fails the deploy.
    // https://github.com/aws/apprunner-roadmap/issues/235
    if let (Body::AppRunnerService(service), Attribute::ServiceUrl) = (body, attribute) {
        return service.public;
    }
    body.kind().access(attribute).is_some()
}
