//! Changes to answers, and how a change of theirs reaches API Gateway in one apply.
//!
//! The provider takes a changed mapping for a removed and a new one, and sends the removal last: the header would be gone
//! until the next apply. So an integration whose mappings change is replaced, with a new one made first.

use std::cell::RefCell;

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::Expr;

/// Changes to answers by status, as an integration has them.
type Response = [(u16, Vec<(String, Expr)>)];

/// More statuses than this are written as a loop.
const FEW: usize = 3;

/// The name of the local and of the resource that hold what `server-header` does to every answer.
const SERVER_HEADER: &str = "server_header";

/// What the module says once for all integrations.
#[derive(Default)]
pub(super) struct Shared {
    server_header: RefCell<Option<(Vec<u16>, Expr)>>,
}

/// The blocks of an integration.
pub(super) fn blocks(scope: &Scope<'_>, response: &Response) -> Vec<Block> {
    let (shared, own) = split(scope, response);
    let mut blocks = Vec::new();
    if shared {
        let own: Vec<String> = own
            .iter()
            .map(|(status, _)| format!("\"{status}\""))
            .collect();
        let each = if own.is_empty() {
            format!("local.{SERVER_HEADER}")
        } else {
            format!(
                "{{ for status, mappings in local.{SERVER_HEADER} : status => mappings if !contains([{}], status) }}",
                own.join(", ")
            )
        };
        let content = Block::new("content", &[])
            .code("status_code", "response_parameters.key")
            .code("mappings", "response_parameters.value");
        blocks.push(
            Block::new("dynamic", &["response_parameters"])
                .code("for_each", each)
                .nest(content),
        );
    }
    blocks.extend(own.iter().map(|(status, mappings)| {
        Block::new("response_parameters", &[])
            .set("status_code", Value::number(status))
            .maybe("mappings", scope.map(mappings))
    }));
    blocks
}

/// The resource whose change replaces the integration.
pub(super) fn trigger(scope: &Scope<'_>, name: &str, response: &Response) -> Option<String> {
    let (shared, own) = split(scope, response);
    if !own.is_empty() {
        return Some(format!("terraform_data.{name}_responses"));
    }
    shared.then(|| format!("terraform_data.{SERVER_HEADER}"))
}

/// That resource, where it is the integration's own.
pub(super) fn data(scope: &Scope<'_>, name: &str, response: &Response) -> Option<Block> {
    let (shared, own) = split(scope, response);
    if own.is_empty() {
        return None;
    }
    let mut entries: Vec<(String, Value)> = own
        .iter()
        .filter_map(|(status, mappings)| Some((status.to_string(), scope.map(mappings)?)))
        .collect();
    if shared {
        let header = Value::code(format!("local.{SERVER_HEADER}"));
        entries.push((SERVER_HEADER.to_owned(), header));
    }
    Some(
        Block::resource("terraform_data", &format!("{name}_responses"))
            .note("Replaces the integration when its answers change: the provider would lose a changed mapping.")
            .set("input", Value::Map(entries)),
    )
}

/// What all integrations share, once every one was written.
pub(super) fn shared(scope: &Scope<'_>) -> Vec<Block> {
    let shared = scope.responses().server_header.borrow();
    let Some((statuses, value)) = shared.as_ref() else {
        return Vec::new();
    };
    let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
    let each = format!(
        "{{ for status in [{}] : status => {{ \"overwrite:header.server\" = {} }} }}",
        statuses.join(", "),
        scope.code(value)
    );
    let local = Block::new("locals", &[]).because(
        "API Gateway maps answers by their exact status.",
        SERVER_HEADER,
        Value::code(each),
    );
    let data = Block::resource("terraform_data", SERVER_HEADER)
        .note("Replaces integrations when it changes: the provider would lose a changed mapping.")
        .code("input", format!("local.{SERVER_HEADER}"));
    vec![local, data]
}

/// A status, and the changes to its answers.
type Change = (u16, Vec<(String, Expr)>);

/// Whether an integration has the shared header, and the statuses that it changes in another way.
fn split<'r>(scope: &Scope<'_>, response: &'r Response) -> (bool, Vec<&'r Change>) {
    let header = |changes: &[(String, Expr)]| match changes {
        [(key, value)] if key == "overwrite:header.server" => Some(value.clone()),
        _ => None,
    };
    let plain: Vec<(u16, Expr)> = response
        .iter()
        .filter_map(|(status, changes)| Some((*status, header(changes)?)))
        .collect();
    let all = || response.iter().collect();
    let Some((_, value)) = plain.first().filter(|_| plain.len() > FEW) else {
        return (false, all());
    };
    let mut known = scope.responses().server_header.borrow_mut();
    let (statuses, known_value) = known.get_or_insert_with(|| {
        (
            response.iter().map(|(status, _)| *status).collect(),
            value.clone(),
        )
    });
    // The statuses of the first integration serve for all; one with others says them itself.
    let covers = statuses
        .iter()
        .all(|status| response.iter().any(|(own, _)| own == status));
    if known_value != value || !covers {
        return (false, all());
    }
    let own = response.iter().filter(|(status, changes)| {
        !statuses.contains(status) || header(changes).as_ref() != Some(value)
    });
    (true, own.collect())
}
