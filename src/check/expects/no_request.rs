//! `no-request`: the path of an `expect` is none that a client could ask for.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::Expect;
use crate::route::Request;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(254),
    slug: "no-request",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for expect in &spec.program.expects {
        if Request::new(expect.method.word(), &expect.path.value).is_err() {
            found.push(report(code, expect));
        }
    }
}

fn report(code: Code, expect: &Expect) -> Diagnostic {
    let path = &expect.path;
    let message = format!("`{}` is no path of a request", path.value);
    let finding = Diagnostic::error(code, path.span, message)
        .help("a path starts with `/`, may carry a query string, and has values where a route has variables");
    if path.value.contains("://") || path.value.starts_with('$') {
        return finding;
    }
    finding.fix("start it with `/`", path.span, format!("/{}", path.value))
}
