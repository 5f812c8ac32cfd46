//! Hover: the handling of a route's requests, the meaning of a setting, or the declaration of a name.

use std::fmt::Write;

use crate::facts::Facts;
use crate::ide::context::{self, Scope, is_route};
use crate::ide::forms::{self, ITEMS};
use crate::ide::{Spec, requests, symbols};
use crate::model::settings::{self, BlockKind};
use crate::model::{Backend, InputKind, Symbol};
use crate::route::list::{RouteListing, entries};
use crate::source::{FileId, Span, offset_of};
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::statements::{StatementWord, cursor};

/// The hover text for a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The range that it describes.
    pub span: Span,
    /// The text, in Markdown.
    pub text: String,
}

/// Returns the hover text at an offset of a file.
#[must_use]
pub fn at(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<Hover> {
    name(spec, file, offset)
        .or_else(|| word(spec, facts, file, offset))
        .or_else(|| route(spec, facts, file, offset))
        .or_else(|| test(spec, facts, file, offset))
}

fn name(spec: &Spec, file: FileId, offset: u32) -> Option<Hover> {
    let usage = symbols::at(spec, file, offset)?;
    let program = spec.program();
    let name = symbols::name(&usage.symbol);
    let (head, docs) = match &usage.symbol {
        Symbol::Backend(_) => {
            let backend = program.backends.iter().find(|it| it.name.value == name)?;
            (backend_text(spec, backend), backend.docs.clone())
        }
        Symbol::Auth(_) => {
            let auth = program.auths.iter().find(|it| it.name.value == name)?;
            let first = spec.sources().slice(auth.span).lines().next();
            (code(first.unwrap_or("")), auth.docs.clone())
        }
        Symbol::Param(_) => {
            let param = program.params.iter().find(|it| it.name.value == name)?;
            let state = if param.has_default {
                "has a default"
            } else {
                "has no default: set by an environment or at deployment"
            };
            let mut head = format!("`param {name} : {}` {state}", kind(param.kind));
            for (env, value) in values_of(spec, name, param.kind) {
                let _ = write!(head, "\n- {env}: `{value}`");
            }
            (head, param.docs.clone())
        }
        Symbol::Network(_) | Symbol::Output(_) | Symbol::Env(_) => {
            let noun = symbols::noun(&usage.symbol);
            let used = usage_count(spec, &usage.symbol);
            (format!("{noun} `{name}`, {used}"), None)
        }
    };
    Some(Hover {
        span: symbols::name_span(spec, &usage),
        text: join_docs(head, docs),
    })
}

fn backend_text(spec: &Spec, backend: &Backend) -> String {
    let access = if backend.kind.is_http() {
        format!(" {}", backend.access.value.word())
    } else {
        String::new()
    };
    let mut text = code(&format!(
        "{} {}{access}",
        backend.kind.word(),
        backend.name.value
    ));
    let network = backend.network.and_then(|id| spec.program().network(id));
    if let Some(network) = network {
        let name = network.name.as_ref().map_or("its own", |name| &name.value);
        let _ = write!(text, "\n\nNetwork: {name}");
    }
    let symbol = Symbol::Backend(backend.name.value.clone());
    let used = usage_count(spec, &symbol);
    let declared = if backend.declared {
        ""
    } else {
        ", implied by its first use"
    };
    let _ = write!(text, "\n\nIt is {used}{declared}");
    text
}

fn usage_count(spec: &Spec, symbol: &Symbol) -> String {
    match symbols::references(spec, symbol, false).len() {
        0 => "never used".to_owned(),
        1 => "used once".to_owned(),
        count => format!("used {count} times"),
    }
}

/// Returns the values that the default and the environments give a param, as written. Those of a secret are hidden.
fn values_of(spec: &Spec, name: &str, kind: InputKind) -> Vec<(String, String)> {
    if kind == InputKind::Secret {
        return Vec::new();
    }
    let written = |values: &[ast::Value]| -> Option<String> {
        let span = values.first()?.span.to(values.last()?.span);
        Some(spec.sources().slice(span).replace('`', "'"))
    };
    let mut found = Vec::new();
    for item in spec.files.asts.iter().flat_map(|ast| &ast.items) {
        match &item.kind {
            ItemKind::Param(param) if param.name.value == name => {
                let value = written(&param.default);
                found.extend(value.map(|value| ("default".to_owned(), value)));
            }
            ItemKind::Env(env) => {
                let settings = env.settings.iter().flatten();
                let own = settings.filter(|setting| setting.name.value == name);
                let values = own.filter_map(|setting| written(&setting.values));
                found.extend(values.map(|value| (env.name.value.clone(), value)));
            }
            _ => {}
        }
    }
    found
}

fn code(text: &str) -> String {
    format!("```gw\n{text}\n```")
}

fn join_docs(head: String, docs: Option<String>) -> String {
    match docs {
        Some(docs) => format!("{head}\n\n{docs}"),
        None => head,
    }
}

fn kind(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Text => "string",
        InputKind::Number => "number",
        InputKind::Duration => "duration",
        InputKind::Memory => "memory",
        InputKind::Cpu => "cpu",
        InputKind::Hostname => "hostname",
        InputKind::Arn(_) => "arn",
        InputKind::List => "list",
        InputKind::Secret => "secret",
        InputKind::Url => "url",
        InputKind::VpcId => "vpc",
        InputKind::SubnetIds => "subnets",
        InputKind::HostedZoneId => "zone",
    }
}

/// Describes a setting, clause, keyword or variable.
fn word(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<Hover> {
    let text = spec.sources().text(file);
    let word = word_at(text, offset)?;
    let written = context::slice(text, &word);
    let context = context::at(spec, file, word.end)?;
    let span = Span::new(file, word.start, word.end);
    let hover = |text: String| Some(Hover { span, text });
    if let Some(variable) = written.strip_prefix("$context.")
        && let Some(known) = facts.variables.context(variable)
    {
        return hover(format!("`{written}`\n\n{}", known.about));
    }
    let first = context.words.is_empty();
    let on_route = is_route(&context.words) || context.words.first() == Some(&"group");
    let info = match &context.scope {
        Scope::Block(block) if first => settings::find(*block, written),
        Scope::Group | Scope::Route(_) if first => settings::find(BlockKind::Route, written),
        Scope::Top | Scope::Group if on_route => settings::find(BlockKind::Route, written),
        Scope::Top
        | Scope::Group
        | Scope::Route(_)
        | Scope::Block(_)
        | Scope::Env
        | Scope::Map
        | Scope::Unknown => None,
    };
    if let Some(info) = info {
        return hover(forms::setting(info));
    }
    let outermost = matches!(context.scope, Scope::Top | Scope::Group);
    let item = ITEMS.iter().find(|(word, _)| *word == written);
    let form = item
        .filter(|_| first && outermost)
        .map(|(_, form)| code(form))?;
    // For a test, the result of its request comes first.
    match requests::of_test(spec, facts, file, offset).filter(|_| written == "expect") {
        Some((_, trace)) => hover(format!("{trace}\n\n{form}")),
        None => hover(form),
    }
}

/// Finds the word that touches an offset.
fn word_at(text: &str, offset: u32) -> Option<StatementWord> {
    // No word extends past the end of the line.
    let from = offset as usize;
    let rest = text.get(from..)?;
    let end = from + rest.find('\n').unwrap_or(rest.len());
    let line = cursor(text, offset_of(end));
    let statements = line.statements.all.iter().rev();
    let last_word = StatementWord {
        start: line.partial,
        end: offset_of(end),
        quoted: false,
    };
    statements
        .flat_map(|statement| statement.words.iter().copied())
        .chain(std::iter::once(last_word))
        .find(|word| word.start <= offset && offset <= word.end && word.start < word.end)
}

/// Describes the request of the test at an offset.
fn test(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<Hover> {
    let (span, text) = requests::of_test(spec, facts, file, offset)?;
    Some(Hover { span, text })
}

/// Describes the requests of the route at an offset.
fn route(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<Hover> {
    let program = spec.program();
    let routes = program.routes.iter();
    let route = routes
        .filter(|route| route.span.file == file && route.span.touches(offset))
        .min_by_key(|route| route.span.end - route.span.start)?;
    let all = entries(program, facts);
    let mine = all
        .iter()
        .enumerate()
        .filter(|(_, it)| it.span == route.span);
    let mut text = String::new();
    for (place, entry) in mine {
        if !text.is_empty() {
            text.push_str("\n\n---\n\n");
        }
        text.push_str(&entry_text(entry, place + 1, all.len()));
    }
    Some(Hover {
        span: route.path_span,
        text: join_docs(text, route.docs.clone()),
    })
}

fn entry_text(entry: &RouteListing, place: usize, of: usize) -> String {
    let method = if entry.method.is_empty() { "" } else { " " };
    let mut text = format!(
        "**`{}{method}{}`** to `{}`",
        entry.method, entry.pattern, entry.backend
    );
    let _ = match &entry.path {
        Some(path) => write!(text, "\n\n- the backend sees `{path}`"),
        None => write!(text, "\n\n- the backend receives an event, not a path"),
    };
    let timeout = match entry.timeout.known() {
        Some(time) if time % 1000 == 0 => format!("{}s", time / 1000),
        Some(time) => format!("{time}ms"),
        None => "set at deployment".to_owned(),
    };
    let _ = write!(text, "\n- timeout: {timeout}");
    let _ = match (&entry.auth, entry.scopes.as_slice()) {
        (None, _) => write!(text, "\n- auth: none, public"),
        (Some(name), []) => write!(text, "\n- auth: `{name}`"),
        (Some(name), scopes) => write!(text, "\n- auth: `{name}` with `{}`", scopes.join("` or `")),
    };
    let _ = write!(text, "\n- match order: {place} of {of}");
    let _ = write!(text, "\n- route key: `{}`", entry.route_key);
    text
}
