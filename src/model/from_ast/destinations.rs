//! Destinations of routes.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::{MISPLACED_ACTION, MISSING_ACTION, WRONG_VALUE, WRONG_VALUE_COUNT};
use crate::model::from_ast::values::{self, VariableScope};
use crate::model::from_ast::{Resolver, fields, names, templates, units};
use crate::model::settings::{self, BlockKind};
use crate::model::{
    Action, Backend, BackendBody, BackendId, BackendKind, Destination, Part, Text, Word,
};
use crate::source::Span;
use crate::syntax::ast::{self, ValueKind};

/// A destination before the path of a URL is resolved for each of the route's keys.
#[derive(Clone, Debug)]
pub(super) enum DestinationDraft {
    /// A backend or an action.
    Resolved(Destination),
    /// A URL.
    Url {
        /// All of it, as written.
        whole: Text,
        /// Scheme and host, without a slash at the end.
        base: Text,
        /// From the slash after the host on; `None` if the URL has no path.
        path: Option<Text>,
    },
}

/// Reads a route's destination; `None` if it names no backend.
pub(super) fn answer(
    cx: &mut Resolver<'_>,
    route: &ast::Route,
    backends: &[Backend],
) -> Option<DestinationDraft> {
    let (said, name, action, parameters, span) = match &route.target {
        ast::Target::Url(value) => return url(cx, value),
        ast::Target::Backend {
            kind,
            name,
            action,
            parameters,
            span,
            ..
        } => (
            kind.as_ref(),
            name,
            action.as_ref(),
            parameters.as_deref(),
            *span,
        ),
    };
    let id = names::backend(cx, &name.value)?;
    let kind = backends.get(id.0 as usize)?.kind;
    // The conflict of kinds was reported; other faults of the line follow from it.
    if said.is_some_and(|said| said.value != kind.word()) {
        return None;
    }
    match (kind, action) {
        (BackendKind::Service(_), Some(action)) => {
            let lines = parameters.unwrap_or_default().iter();
            let own = route.settings.iter().flatten();
            let lines = lines.chain(own.filter(|line| is_parameter(line)));
            Some(DestinationDraft::Resolved(Destination::Action(Action {
                backend: id,
                name: action.clone(),
                parameters: self::parameters(cx, lines),
            })))
        }
        (BackendKind::Service(_), None) => {
            let message = format!("missing action of the service `{}`", name.value);
            let help = format!(
                "write an action after the name, e.g. `{}`",
                kind.info().example
            );
            cx.report(Diagnostic::error(MISSING_ACTION, span, message).help(help));
            None
        }
        (kind, Some(action)) => {
            let message = format!("`{}` has no actions", name.value);
            let help = format!(
                "a `{}` backend answers requests itself; remove `{}`",
                kind.word(),
                action.value
            );
            cx.report(Diagnostic::error(MISPLACED_ACTION, action.span, message).help(help));
            Some(DestinationDraft::Resolved(Destination::Backend(id)))
        }
        (_, None) => Some(DestinationDraft::Resolved(Destination::Backend(id))),
    }
}

/// Returns true if a line of a route's block is a parameter of its action, because no clause has its name.
pub(super) fn is_parameter(setting: &ast::Setting) -> bool {
    settings::find(BlockKind::Route, &setting.name.value).is_none()
}

/// Returns true if a route names an action or a service, so that its block can contain parameters.
pub(super) fn calls_service(cx: &Resolver<'_>, route: &ast::Route, backends: &[Backend]) -> bool {
    let ast::Target::Backend { name, action, .. } = &route.target else {
        return false;
    };
    let backend = names::backend(cx, &name.value);
    let backend = backend.and_then(|id| backends.get(id.0 as usize));
    action.is_some() || backend.is_some_and(|it| matches!(it.kind, BackendKind::Service(_)))
}

/// Returns the noun of a destination that sees no path.
pub(super) fn pathless(destination: &Destination, backends: &[Backend]) -> Option<&'static str> {
    let id: BackendId = match destination {
        Destination::Url(_) => return None,
        Destination::Backend(id) => *id,
        Destination::Action(action) => action.backend,
    };
    match backends.get(id.0 as usize).map(|backend| &backend.body) {
        Some(BackendBody::Lambda { .. }) => Some("a Lambda function"),
        Some(BackendBody::Service { .. }) => Some("a service's action"),
        Some(
            BackendBody::AppRunner(_)
            | BackendBody::Ecs(_)
            | BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. },
        )
        | None => None,
    }
}

fn parameters<'s>(
    cx: &mut Resolver<'_>,
    lines: impl Iterator<Item = &'s ast::Setting>,
) -> Vec<(Word, Text)> {
    let mut found: Vec<(Word, Text)> = Vec::new();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for line in lines {
        if let Some(first) = seen.get(line.name.value.as_str()) {
            fields::duplicate(cx, &line.name, *first);
            continue;
        }
        seen.insert(&line.name.value, line.name.span);
        match (line.values.as_slice(), &line.block) {
            ([value], None) => {
                let text = values::text(cx, value, VariableScope::Request);
                found.push((line.name.clone(), text));
            }
            _ => {
                let message = format!("the parameter `{}` takes one value", line.name.value);
                let help = "put a value that contains spaces in quotes";
                cx.report(Diagnostic::error(WRONG_VALUE_COUNT, line.span, message).help(help));
                // It is present, so nothing is missing.
                found.push((line.name.clone(), Text::literal("", line.span)));
            }
        }
    }
    found
}

fn url(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<DestinationDraft> {
    let text = values::text(cx, value, VariableScope::Request);
    let whole = templates::spread(cx, &text)?;
    let unknown = match &value.kind {
        ValueKind::Param(_) => whole.parts.is_empty(),
        ValueKind::Text(parts) => whole.parts.is_empty() && !parts.is_empty(),
        ValueKind::Atom(_) | ValueKind::Variable(_) | ValueKind::List(_) => false,
    };
    // The undeclared param was reported; there is no URL to check.
    if unknown {
        return None;
    }
    let starts = match whole.parts.first() {
        Some(Part::Literal(start)) => {
            units::is_url(start)
                || (whole.parts.len() > 1 && (start == "https://" || start == "http://"))
        }
        Some(Part::Input(_)) => true,
        Some(Part::Variable(_)) | None => false,
    };
    if !starts {
        let message = "expected a URL with `https://` or `http://` and a host";
        let help = "or name a backend: `-> apprunner svc private`";
        cx.report(Diagnostic::error(WRONG_VALUE, value.span, message).help(help));
        return None;
    }
    let (base, path) = split(&whole);
    let authority = base.known().and_then(|base| base.split_once("://"));
    if let Some((_, authority)) = authority
        && !units::is_authority(authority)
    {
        // The part before `@` can be a password, which messages must not repeat.
        let message = match authority.rsplit_once('@') {
            Some((_, host)) => format!("remove the user name from the URL of `{host}`"),
            None => format!("invalid host `{authority}`"),
        };
        let help = "expected a name, optionally with a port: `api.example`, `api.example:8443`";
        cx.report(Diagnostic::error(WRONG_VALUE, value.span, message).help(help));
        return None;
    }
    Some(DestinationDraft::Url { whole, base, path })
}

/// Splits a URL at the slash after its host.
fn split(whole: &Text) -> (Text, Option<Text>) {
    let mut base = Text {
        parts: Vec::new(),
        span: whole.span,
    };
    let mut path: Option<Text> = None;
    for (index, part) in whole.parts.iter().enumerate() {
        if let Some(path) = &mut path {
            path.push(part.clone());
            continue;
        }
        let Part::Literal(text) = part else {
            base.push(part.clone());
            continue;
        };
        let host = match text.find("://") {
            Some(at) if index == 0 => at + 3,
            Some(_) | None => 0,
        };
        let end = text
            .get(host..)
            .and_then(|rest| rest.find(['/', '?']))
            .map_or(text.len(), |at| host + at);
        let (before, after) = text.split_at_checked(end).unwrap_or((text, ""));
        base.push(Part::Literal(before.to_owned()));
        if !after.is_empty() {
            path = Some(Text::literal(after, whole.span));
        }
    }
    let path = path.filter(|path| path.known() != Some("/"));
    (base, path)
}
