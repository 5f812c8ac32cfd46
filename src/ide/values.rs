//! Completions for the values of settings.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::facts::{Facts, Owner};
use crate::ide::proposal::{Completion, CompletionKind};
use crate::model::settings::BlockKind;
use crate::model::{Authorization, BackendKind, Method, Program};
use crate::route::pattern;

/// Returns the methods of requests.
pub(super) fn methods() -> Vec<Completion> {
    let methods = Method::ALL.into_iter().map(Method::word);
    methods
        .map(|word| Completion::new(word, CompletionKind::Keyword))
        .collect()
}

/// Returns plain words.
pub(super) fn words(words: &[&str]) -> Vec<Completion> {
    let words = words.iter();
    words
        .map(|word| Completion::new(*word, CompletionKind::Value))
        .collect()
}

/// Returns the authorizers, including the built-in one.
pub(super) fn auths(program: &Program) -> Vec<Completion> {
    let auths = program.auths.iter();
    let mut found: Vec<Completion> = auths
        .map(|auth| {
            Completion::new(&auth.name.value, CompletionKind::Name).docs(auth.docs.as_deref())
        })
        .collect();
    found.push(Completion::new("iam", CompletionKind::Name).detail("signed requests, built in"));
    found
}

/// Returns the named networks.
pub(super) fn networks(program: &Program) -> Vec<Completion> {
    let names = program.networks.iter().filter_map(|it| it.name.as_ref());
    names
        .map(|name| Completion::new(&name.value, CompletionKind::Name))
        .collect()
}

/// Returns the backends, of one kind if given.
pub(super) fn backends(program: &Program, kind: Option<BackendKind>) -> Vec<Completion> {
    let backends = program.backends.iter();
    backends
        .filter(|backend| kind.is_none_or(|kind| kind == backend.kind))
        .map(|backend| {
            let detail = if backend.kind.is_http() {
                format!("{} {}", backend.access.value.word(), backend.kind.word())
            } else {
                backend.kind.word().to_owned()
            };
            Completion::new(&backend.name.value, CompletionKind::Name)
                .detail(detail)
                .docs(backend.docs.as_deref())
        })
        .collect()
}

/// Returns the kinds of backends.
pub(super) fn kinds() -> Vec<Completion> {
    let kinds = BackendKind::ALL.into_iter();
    kinds
        .map(|kind| {
            Completion::new(kind.word(), CompletionKind::Keyword)
                .detail(BlockKind::Backend(kind).noun())
        })
        .collect()
}

/// Returns the params, written as values.
pub(super) fn params(program: &Program, before: &str, after: &str) -> Vec<Completion> {
    let params = program.params.iter();
    params
        .map(|param| {
            let written = format!("{before}{}{after}", param.name.value);
            Completion::new(written, CompletionKind::Param).docs(param.docs.as_deref())
        })
        .collect()
}

/// Returns the variables of API Gateway: the parts of the request, and `$context.`. They apply to a setting with the
/// words `words`; the parameters of actions also accept the body.
pub(super) fn variables(facts: &Facts, words: &[&str]) -> Vec<Completion> {
    let roots = facts.variables.roots.iter();
    let mut found: Vec<Completion> = roots
        .map(|root| {
            Completion::new(format!("${}.", root.written), CompletionKind::Param)
                .docs(Some(root.about))
        })
        .collect();
    if !matches!(words.first(), Some(&("request" | "response"))) {
        found.insert(0, Completion::new("$request.body", CompletionKind::Param));
    }
    let context = facts.variables.context.iter();
    let context = context
        .filter(|variable| !variable.name.ends_with('*'))
        .map(|variable| {
            Completion::new(format!("$context.{}", variable.name), CompletionKind::Param)
                .docs(Some(variable.about))
        });
    found.extend(context);
    found
}

/// Returns the diagnostics that a spec can allow: first those found in it, then all others that are never errors.
pub(super) fn codes(found: &[Diagnostic]) -> Vec<Completion> {
    let found: BTreeSet<Code> = found
        .iter()
        .filter(|it| !it.is_error())
        .map(|it| it.code)
        .collect();
    let others = codes::REGISTRY
        .iter()
        .filter(|entry| entry.severity != Severity::Error && !found.contains(&entry.code));
    let entries = found.iter().filter_map(|code| code.entry()).chain(others);
    entries
        .map(|entry| {
            Completion::new(entry.slug, CompletionKind::Value).detail(entry.code.to_string())
        })
        .collect()
}

/// Returns the paths of the routes, each once.
pub(super) fn paths(program: &Program) -> Vec<Completion> {
    let paths = program
        .routes
        .iter()
        .map(|route| pattern(&route.key.pattern));
    let paths: BTreeSet<String> = paths.filter(|path| path.starts_with('/')).collect();
    paths
        .into_iter()
        .map(|path| Completion::new(path, CompletionKind::Value))
        .collect()
}

/// Returns the scopes that routes require, each once.
pub(super) fn scopes(program: &Program) -> Vec<Completion> {
    let uses = program
        .routes
        .iter()
        .filter_map(|route| match &route.authorization {
            Authorization::Required(using) => Some(&using.scopes),
            Authorization::Open(_) | Authorization::Unknown => None,
        });
    let scopes: BTreeSet<&str> = uses.flatten().filter_map(|scope| scope.known()).collect();
    scopes
        .into_iter()
        .map(|scope| Completion::new(scope, CompletionKind::Value))
        .collect()
}

/// Returns the path variables among the words of a line, as written in the path for a backend.
pub(super) fn path_variables(words: &[&str]) -> Vec<Completion> {
    let paths = words.iter().filter(|word| word.starts_with('/'));
    let segments = paths.flat_map(|path| path.split('/'));
    segments
        .filter_map(|segment| segment.strip_prefix('<')?.strip_suffix('>'))
        .map(|name| {
            let name = name.trim_end_matches(['+', '*']);
            Completion::new(format!("/<{name}>"), CompletionKind::Param)
        })
        .collect()
}

/// Returns the actions of a service.
pub(super) fn actions(facts: &Facts, service: &str) -> Vec<Completion> {
    let actions = facts.integrations.of_service(service);
    actions
        .map(|action| {
            Completion::new(action.action, CompletionKind::Keyword).detail(action.subtype)
        })
        .collect()
}

/// Returns the parameters of an action that a route may set.
pub(super) fn action_parameters(facts: &Facts, service: &str, action: &str) -> Vec<Completion> {
    let action = facts.integrations.action(service, action);
    let parameters = action.into_iter().flat_map(|action| &action.parameters);
    parameters
        .filter(|parameter| match parameter.of {
            Owner::Route => true,
            Owner::Backend => false,
        })
        .map(|parameter| {
            let needed = if parameter.required { ", required" } else { "" };
            Completion::new(parameter.word, CompletionKind::Setting)
                .detail(format!("{}{needed}", parameter.aws))
        })
        .collect()
}

/// Returns the values of a setting. `words` are the words before the cursor, starting with the setting's name.
pub(super) fn of_setting(
    facts: &Facts,
    program: &Program,
    block: BlockKind,
    words: &[&str],
) -> Vec<Completion> {
    let (name, count) = (words.first().copied().unwrap_or(""), words.len());
    let last = words.last().copied().unwrap_or("");
    match (block, name, count) {
        (BlockKind::Route | BlockKind::Group, _, _) => clause(facts, program, words),
        (BlockKind::Gateway, "region", 1) => facts
            .regions
            .all()
            .map(|region| Completion::new(region, CompletionKind::Value))
            .collect(),
        (BlockKind::Gateway, "auth", 1) => auths(program),
        (BlockKind::Gateway, "endpoint", 1) => self::words(&["off"]),
        (BlockKind::Gateway, "ip", 1) => self::words(&["dualstack"]),
        (BlockKind::Gateway, "metrics", 1) => self::words(&["detailed"]),
        (BlockKind::Gateway, "log", 1) => self::words(&["json", "common", "off"]),
        (BlockKind::Gateway, "log", 2) if last != "off" => self::words(&["retain"]),
        (BlockKind::Gateway, "log", _) if last == "retain" => retention(facts),
        (BlockKind::Gateway, "throttle", 1) => self::words(&["100/s", "500/s", "1000/s"]),
        (BlockKind::Gateway, "throttle", 2) => self::words(&["burst"]),
        (BlockKind::Log, "format", 1) => self::words(&["json", "common"]),
        (BlockKind::Log, "retain", 1) => retention(facts),
        (BlockKind::Cors, "methods", _) => methods(),
        (BlockKind::Cors, "headers" | "expose", _) => headers(facts),
        (BlockKind::Cors, "max-age", 1) => self::words(&["10m", "1h", "1d"]),
        (BlockKind::Domain, "certificate", 1) => self::words(&["auto"]),
        (BlockKind::Domain, "tls", 1) => self::words(&["1.2"]),
        (BlockKind::Network, "listeners", 1) => self::words(&["shared", "per-service"]),
        (BlockKind::Backend(_), "network", 1) => networks(program),
        (BlockKind::Backend(_), "cpu", 1) => {
            self::words(&["0.25vcpu", "0.5vcpu", "1vcpu", "2vcpu", "4vcpu"])
        }
        (BlockKind::Backend(_), "memory", 1) => self::words(&[
            "512MB", "1GB", "2GB", "3GB", "4GB", "6GB", "8GB", "10GB", "12GB",
        ]),
        (BlockKind::Backend(_), "scale", 2) => self::words(&["at"]),
        (BlockKind::Backend(_), "scale", 3) => self::words(&["cpu", "memory", "requests"]),
        (BlockKind::Backend(_), "health", _) if count % 2 == 0 => {
            self::words(&["interval", "timeout", "healthy", "unhealthy"])
        }
        (BlockKind::LambdaAuth, "function", 1) => backends(program, Some(BackendKind::Lambda)),
        (BlockKind::LambdaAuth | BlockKind::Jwt, "identity", _) => {
            self::words(&["header.authorization", "header.", "query."])
        }
        _ => Vec::new(),
    }
}

fn clause(facts: &Facts, program: &Program, words: &[&str]) -> Vec<Completion> {
    match words {
        ["auth"] => auths(program),
        ["auth", _, ..] => scopes(program),
        ["body"] => self::words(&["$request.body", "$request.body."]),
        ["timeout"] => self::words(&["5s", "10s", "29s", "30s"]),
        ["throttle"] => self::words(&["100/s", "500/s"]),
        ["throttle", _] => self::words(&["burst"]),
        ["request"] | ["response", _] if words.first() == Some(&"request") => {
            self::words(&["set", "append", "remove"])
        }
        ["request", _] => self::words(&["header", "query"]),
        ["request", _, "header"] | ["response", _, _, "header"] => headers(facts),
        ["request", "set" | "append", _, _] | ["response", _, "set" | "append", _, _] => {
            variables(facts, words)
        }
        ["response"] => self::words(&["200", "404", "500", "502", "503", "504"]),
        ["response", _] => self::words(&["set", "append", "remove", "status"]),
        ["response", _, "set" | "append" | "remove"] => self::words(&["header"]),
        _ => Vec::new(),
    }
}

fn headers(facts: &Facts) -> Vec<Completion> {
    let headers = facts.headers.settable.iter();
    headers
        .map(|name| Completion::new(*name, CompletionKind::Value))
        .collect()
}

fn retention(facts: &Facts) -> Vec<Completion> {
    let days = facts.logs.retention_days().iter();
    days.map(|days| Completion::new(format!("{days}d"), CompletionKind::Value))
        .collect()
}
