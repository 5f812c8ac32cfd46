//! Response mappings, and a workaround to update them in a single apply.
//!
//! The provider treats a changed mapping as a removed and a new one, and sends the removal last, so the header would be
//! missing until the next apply. Therefore an integration whose mappings change is replaced, and the new one is created
//! first.

use std::cell::RefCell;

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::Expr;

/// An integration's response mappings, by status.
type Response = [(u16, Vec<(String, Expr)>)];

/// The maximum number of statuses that are written without a loop.
const FEW: usize = 3;

/// The name of the local and the resource with the mappings of `server-header`, which apply to every response.
const SERVER_HEADER: &str = "server_header";

/// The blocks that all integrations share.
#[derive(Default)]
pub(super) struct Shared {
    server_header: RefCell<Option<(Vec<u16>, Expr)>>,
}

/// Returns the blocks of an integration.
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

/// Returns the resource whose change replaces the integration.
pub(super) fn trigger(scope: &Scope<'_>, name: &str, response: &Response) -> Option<String> {
    let (shared, own) = split(scope, response);
    if !own.is_empty() {
        return Some(format!("terraform_data.{name}_responses"));
    }
    shared.then(|| format!("terraform_data.{SERVER_HEADER}"))
}

/// Returns the trigger resource, if the integration has its own.
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
            .note("Replaces the integration when its response mappings change, because the provider would lose a changed mapping.")
            .set("input", Value::Map(entries)),
    )
}

/// Returns the blocks that all integrations share, once all have been written.
pub(super) fn shared_blocks(scope: &Scope<'_>) -> Vec<Block> {
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
        "API Gateway maps responses by exact status.",
        SERVER_HEADER,
        Value::code(each),
    );
    let data = Block::resource("terraform_data", SERVER_HEADER)
        .note("Replaces integrations when it changes, because the provider would lose a changed mapping.")
        .code("input", format!("local.{SERVER_HEADER}"));
    vec![local, data]
}

/// A status and its response mappings.
type Change = (u16, Vec<(String, Expr)>);

/// Splits mappings: true if an integration has the shared header, and the statuses with other mappings.
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
    // The statuses of the first integration are shared; an integration with others writes its own.
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
