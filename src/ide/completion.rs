//! Completions at an offset.

use crate::driver::Address;
use crate::facts::Facts;
use crate::ide::context::is_route;
use crate::ide::context::{self, Context, Scope};
use crate::ide::forms::{self, ITEMS};
use crate::ide::proposal::{Completion, CompletionKind};
use crate::ide::{Spec, values};
use crate::model::settings::{self, BlockKind};
use crate::model::{BackendKind, Method, OutputOf, Program};
use crate::source::{FileId, Span, offset_of};

/// Completions, and the text that they replace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The word at the cursor.
    pub replaced: Span,
    /// The completions, most likely first.
    pub items: Vec<Completion>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// The maximum number of completions; an editor requests them again for a longer word.
const LIMIT: usize = 200;

/// The types of params.
const TYPES: &[&str] = &[
    "string", "number", "duration", "memory", "cpu", "hostname", "arn", "list", "secret",
];

/// Lazily computed information from outside the file.
pub struct FileContext<'s> {
    /// The files that it may include.
    pub includable: &'s dyn Fn() -> Vec<String>,
    /// The resources that a patch may name.
    pub addresses: &'s dyn Fn() -> Vec<Address>,
}

/// Returns the completions at an offset of a file; none in comments.
#[must_use]
pub fn at(
    spec: &Spec,
    facts: &Facts,
    file: FileId,
    offset: u32,
    surroundings: &FileContext<'_>,
) -> Completions {
    let text = spec.sources().text(file);
    let Some(context) = context::at(spec, file, offset) else {
        return Completions::default();
    };
    let program = spec.program();
    let mut replaced = Span::new(file, context.start, offset);
    let mut items = if context.in_string && context.words == ["include"] {
        let paths = (surroundings.includable)().into_iter();
        paths
            .map(|path| Completion::new(path, CompletionKind::Value))
            .collect()
    } else if let ["patch", rest @ ..] = context.words.as_slice()
        && !rest.is_empty()
    {
        patches(rest, &(surroundings.addresses)(), context.in_string)
    } else if context.in_string {
        let Some(open) = context.partial.rfind("${") else {
            return Completions::default();
        };
        replaced.start += offset_of(open);
        values::params(program, "${", "}")
    } else if context.partial.starts_with('$') && context.partial != "$default" {
        let mut found = values::variables(facts, &context.words);
        found.extend(values::params(program, "$", ""));
        let fits = |it: &Completion| it.label.starts_with(context.partial);
        if found.iter().any(fits) {
            found.retain(fits);
        }
        found
    } else if scopes_are_open(text, &context) {
        values::scopes(program)
    } else {
        match (&context.scope, context.words.first()) {
            (Scope::Block(BlockKind::Gateway), Some(&"allow")) => values::codes(&spec.found),
            _ => propose(program, facts, &context),
        }
    };
    if items.len() > LIMIT {
        items.retain(|it| it.label.contains(context.partial));
    }
    let is_cut = items.len() > LIMIT;
    items.truncate(LIMIT);
    Completions {
        replaced,
        items,
        is_cut,
    }
}

/// Completes a patch: the target, the resource, and the property.
fn patches(words: &[&str], addresses: &[Address], in_string: bool) -> Vec<Completion> {
    let Some((target, rest)) = words.split_first() else {
        return Vec::new();
    };
    match (*target, rest) {
        ("cfn", []) => {
            let names = addresses.iter();
            names
                .map(|it| Completion::new(&it.cfn, CompletionKind::Name).detail(it.of))
                .collect()
        }
        ("terraform", []) => {
            let names = addresses.iter();
            names
                .map(|it| Completion::new(&it.terraform, CompletionKind::Name).detail(it.of))
                .collect()
        }
        ("cfn", [name]) => {
            let named = addresses.iter().find(|it| it.cfn == **name);
            let properties = named.map_or(&[][..], |it| it.properties.as_slice());
            let pointers = properties.iter().map(|property| match in_string {
                true => format!("/{property}"),
                false => format!("\"/{property}\""),
            });
            pointers
                .map(|pointer| Completion::new(pointer, CompletionKind::Value))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Returns true if the cursor is inside the brackets of `auth NAME [SCOPE ..]`.
fn scopes_are_open(text: &str, context: &Context<'_>) -> bool {
    let Some(auth) = context.words.iter().rposition(|word| *word == "auth") else {
        return false;
    };
    let before = text.get(..context.start as usize).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let open = line.rfind('[');
    auth + 1 < context.words.len() && open.is_some() && open > line.rfind(']')
}

fn propose(program: &Program, facts: &Facts, context: &Context<'_>) -> Vec<Completion> {
    let words = context.words.as_slice();
    match &context.scope {
        Scope::Top if words.is_empty() => items(),
        Scope::Group if words.is_empty() => {
            let mut found = vec![Completion::new("group", CompletionKind::Keyword)];
            found.extend(values::methods());
            found.extend(names_of(BlockKind::Group, &context.present));
            found
        }
        Scope::Top => item(program, facts, words),
        Scope::Group if is_route(words) || words.first() == Some(&"group") => {
            item(program, facts, words)
        }
        Scope::Group => values::of_setting(facts, program, BlockKind::Group, words),
        Scope::Route(action) if words.is_empty() => {
            let mut found = match action {
                Some((service, action)) => {
                    let named = program.backends.iter().find(|it| it.name.value == *service);
                    let kind = named.map_or(service.as_str(), |it| it.kind.word());
                    values::action_parameters(facts, kind, action)
                }
                None => Vec::new(),
            };
            found.extend(names_of(BlockKind::Route, &context.present));
            found
        }
        Scope::Route(_) => {
            let mut found = values::of_setting(facts, program, BlockKind::Route, words);
            if found.is_empty() {
                found = values::params(program, "$", "");
            }
            found
        }
        Scope::Block(block) if words.is_empty() => names_of(*block, &context.present),
        Scope::Block(block) => {
            let mut found = values::of_setting(facts, program, *block, words);
            found.extend(values::params(program, "$", ""));
            found
        }
        Scope::Env if words.is_empty() => values::params(program, "", ""),
        Scope::Map if !words.is_empty() => values::params(program, "$", ""),
        Scope::Env | Scope::Map | Scope::Unknown => Vec::new(),
    }
}

/// Returns true for `GET` and `GET,HEAD`.
fn is_methods(word: &str) -> bool {
    word.split(',')
        .all(|method| Method::from_word(method).is_some())
}

/// Returns the form of an item as a snippet.
fn snippet(word: &str) -> Option<&'static str> {
    Some(match word {
        "gateway" => "gateway ${1:name} {\n  $0\n}",
        "network" => {
            "network ${1:main} {\n  vpc ${2:vpc-id}\n  subnets ${3:subnet-a} ${4:subnet-b}\n}"
        }
        "auth" => "auth ${1:users} jwt {\n  issuer ${2:https://}\n  audience ${3:client-id}\n}",
        "group" => "group /${1:prefix} {\n  $0\n}",
        "param" => "param ${1:name} : ${2:string}",
        "env" => "env ${1:prod} {\n  $0\n}",
        "include" => "include \"${1:routes/*.gw}\"",
        "output" => "output ${1:name} = ${2:gateway.url}",
        "expect" => "expect ${1:GET} ${2:/path} -> ${3:backend}",
        "moved" => "moved ${1:kind} ${2:old} -> ${3:kind} ${4:new}",
        _ => return None,
    })
}

fn items() -> Vec<Completion> {
    let mut found: Vec<Completion> = ITEMS
        .iter()
        .map(|(word, form)| {
            Completion::new(*word, CompletionKind::Keyword)
                .detail(*form)
                .snippet(snippet(word))
        })
        .collect();
    found.extend(values::kinds());
    found.extend(values::methods());
    found.push(
        Completion::new("$default", CompletionKind::Keyword)
            .detail("requests that match no other route"),
    );
    found
}

/// Returns the settings that a block does not have yet.
fn names_of(block: BlockKind, present: &[&str]) -> Vec<Completion> {
    settings::of(block)
        .filter(|info| info.repeats || !present.contains(&info.name))
        .map(|info| {
            Completion::new(info.name, CompletionKind::Setting)
                .detail(info.form)
                .docs(Some(&forms::setting(info)))
        })
        .collect()
}

fn item(program: &Program, facts: &Facts, words: &[&str]) -> Vec<Completion> {
    let arrow = words.iter().rposition(|word| *word == "->");
    if words.last() == Some(&"at") && is_route(words) {
        return values::path_variables(words);
    }
    match (words.first().copied().unwrap_or(""), arrow) {
        ("expect", Some(at)) => expectation(program, words.get(at + 1..).unwrap_or(&[])),
        ("expect", None) if words.len() == 1 => values::methods(),
        ("expect", None) if words.len() == 2 => values::paths(program),
        (_, None)
            if words
                .last()
                .is_some_and(|word| word.starts_with('/') || *word == "$default")
                && words.first() != Some(&"group") =>
        {
            values::words(&["->"])
        }
        ("moved", _) => match words.last().and_then(|word| BackendKind::from_word(word)) {
            Some(kind) => values::backends(program, Some(kind)),
            None if words.len() == 1 || words.last() == Some(&"->") => values::kinds(),
            None => values::words(&["->"]),
        },
        (method, None) if words.len() == 1 && is_methods(method) => values::paths(program),
        (_, Some(at)) => target(program, facts, words.get(at + 1..).unwrap_or(&[])),
        ("group", None) if words.len() > 1 => clauses(program, facts, words),
        ("auth", None) if words.len() == 2 => values::words(&["jwt", "cognito", "lambda"]),
        ("param", None) if words.len() == 2 || words.last() == Some(&":") => values::words(TYPES),
        ("param", None) if words.last() == Some(&"=") => values::params(program, "$", ""),
        ("patch", None) if words.len() == 1 => values::words(&["cfn", "terraform"]),
        ("output", None) if words.last() == Some(&"=") => attributes(program),
        ("output", None) if words.len() > 3 => values::words(&["export"]),
        ("env", None) => Vec::new(),
        (first, None) if BackendKind::from_word(first).is_some() && words.len() == 2 => {
            values::words(&["private", "public"])
        }
        _ => Vec::new(),
    }
}

fn expectation(program: &Program, words: &[&str]) -> Vec<Completion> {
    match words {
        [] => {
            let mut found = values::backends(program, None);
            found.extend(values::words(&["404", "403"]));
            found
        }
        [.., "auth"] => values::auths(program),
        _ => values::words(&["auth", "open", "timeout", "throttle", "header"]),
    }
}

/// Completes the target of a route.
fn target(program: &Program, facts: &Facts, words: &[&str]) -> Vec<Completion> {
    let kind = words.first().and_then(|word| BackendKind::from_word(word));
    match (words, kind) {
        ([], _) => {
            let mut found = values::backends(program, None);
            found.extend(values::kinds());
            found.push(Completion::new("https://", CompletionKind::Value).detail("a public URL"));
            found
        }
        ([_], Some(kind)) => values::backends(program, Some(kind)),
        ([_, name], Some(kind)) => after_name(program, facts, name, Some(kind)),
        ([name], None) => after_name(program, facts, name, None),
        _ => clauses(program, facts, words),
    }
}

fn after_name(
    program: &Program,
    facts: &Facts,
    name: &str,
    kind: Option<BackendKind>,
) -> Vec<Completion> {
    let known = program.backends.iter().find(|it| it.name.value == name);
    let kind = kind.or(known.map(|backend| backend.kind));
    let mut found = match kind {
        Some(BackendKind::Service(_)) => values::actions(facts, kind.map_or("", BackendKind::word)),
        Some(BackendKind::AppRunner | BackendKind::Ecs) => values::words(&["private", "public"]),
        Some(BackendKind::Lambda | BackendKind::Alb | BackendKind::Nlb | BackendKind::CloudMap)
        | None => Vec::new(),
    };
    found.extend(clauses(program, facts, &[]));
    found
}

/// Completes the clauses of a line, or the values of the last one.
fn clauses(program: &Program, facts: &Facts, words: &[&str]) -> Vec<Completion> {
    let last = words
        .iter()
        .rposition(|word| settings::find(BlockKind::Route, word).is_some());
    let after = last.and_then(|at| words.get(at..)).unwrap_or(&[]);
    let values = values::of_setting(facts, program, BlockKind::Route, after);
    if !values.is_empty() && after.len() == 1 {
        return values;
    }
    let on_a_line = |name: &str| !matches!(name, "request" | "response");
    let names = names_of(BlockKind::Route, words);
    let mut found = values;
    found.extend(names.into_iter().filter(|it| on_a_line(&it.label)));
    found
}

/// Completes the attributes that an output can refer to.
fn attributes(program: &Program) -> Vec<Completion> {
    let things = std::iter::once(OutputOf::Gateway)
        .chain(program.backend_ids().map(|(id, _)| OutputOf::Backend(id)))
        .chain(program.network_ids().map(|(id, _)| OutputOf::Network(id)));
    let name = |of: &OutputOf| match of {
        OutputOf::Gateway => Some("gateway"),
        OutputOf::Backend(id) => program.backend(*id).map(|it| it.name.value.as_str()),
        OutputOf::Network(id) => {
            let network = program.network(*id);
            network
                .and_then(|it| it.name.as_ref())
                .map(|it| it.value.as_str())
        }
    };
    things
        .filter_map(|of| Some((name(&of)?, crate::check::attributes(program, &of))))
        .flat_map(|(name, attributes)| {
            let written = attributes.iter().map(move |it| format!("{name}.{it}"));
            written.map(|written| Completion::new(written, CompletionKind::Name))
        })
        .collect()
}
