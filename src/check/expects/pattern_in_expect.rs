//! `pattern-in-expect`: the path of an `expect` is a route pattern, not the path of a request.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Expect;
use crate::route::Request;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::PATTERN_IN_EXPECT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for expect in &spec.program.expects {
        if request(expect).is_none() {
            found.push(report(code, expect));
        }
    }
}

/// The request of an item.
pub(super) fn request(expect: &Expect) -> Option<Request> {
    let path = &expect.path.value;
    if path.contains(['<', '{']) {
        return None;
    }
    let mut request = Request::new(expect.method.word(), path).ok()?;
    if let Some(origin) = &expect.origin {
        request
            .headers
            .push(("origin".to_owned(), origin.value.clone()));
    }
    Some(request)
}

fn report(code: Code, expect: &Expect) -> Diagnostic {
    let path = &expect.path;
    let message = format!(
        "expected the path of a request, found the pattern `{}`",
        path.value
    );
    let finding = Diagnostic::error(code, path.span, message);
    if !path.value.starts_with('/') {
        return finding.help("write a path that only this route matches, e.g. `/nowhere/else`");
    }
    let example = fill_variables(&path.value);
    finding
        .help("replace the variables with values")
        .fix("fill in a value", path.span, example)
}

/// The path with a value for each variable.
fn fill_variables(path: &str) -> String {
    let value = |part: &str| match part.chars().next() {
        Some('<' | '{') => "7".to_owned(),
        Some(_) | None => part.to_owned(),
    };
    path.split('/').map(value).collect::<Vec<_>>().join("/")
}
