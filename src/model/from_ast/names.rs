//! Names: declarations, lookups, and reports of undeclared names.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::{DUPLICATE_GATEWAY, DUPLICATE_NAME, RESERVED_NAME, UNDECLARED_NAME};
use crate::diag::near::nearest;
use crate::model::from_ast::bindings::quote_list;
use crate::model::from_ast::{Resolver, access};
use crate::model::settings::BlockKind;
use crate::model::{Access, AuthId, BackendId, BackendKind, NetworkId, Symbol, Word};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ItemKind};

/// The names of a spec.
#[derive(Debug, Default)]
pub(super) struct NameTable<'a> {
    pub(super) backends: BTreeMap<&'a str, BackendName<'a>>,
    pub(super) networks: BTreeMap<&'a str, (&'a ast::Item, &'a ast::Block)>,
    pub(super) auths: BTreeMap<&'a str, (&'a ast::Item, &'a ast::Auth)>,
    pub(super) envs: BTreeMap<&'a str, &'a ast::Block>,
    pub(super) outputs: BTreeMap<&'a str, Span>,
    pub(super) gateway: Option<(&'a ast::Item, &'a ast::Block)>,
    /// Misspelt names of backends, and the declared names used instead.
    pub(super) corrections: BTreeMap<&'a str, &'a str>,
    pub(super) backend_ids: BTreeMap<&'a str, u32>,
    pub(super) network_ids: BTreeMap<&'a str, u32>,
    pub(super) auth_ids: BTreeMap<&'a str, u32>,
}

/// A backend before its settings are read.
#[derive(Clone, Debug)]
pub(super) struct BackendName<'a> {
    pub(super) name: &'a ast::Word,
    pub(super) kind: Spanned<BackendKind>,
    /// The item, or the first route that names it.
    pub(super) span: Span,
    pub(super) item: Option<(&'a ast::Item, &'a ast::Backend)>,
    pub(super) access: Option<Spanned<Access>>,
}

impl<'a> NameTable<'a> {
    pub(super) fn backends(&self) -> impl Iterator<Item = &BackendName<'a>> {
        self.backends.values()
    }

    pub(super) fn gateway(&self) -> Option<(&'a ast::Item, &'a ast::Block)> {
        self.gateway
    }

    pub(super) fn networks(&self) -> impl Iterator<Item = (&'a ast::Item, &'a ast::Block)> {
        self.networks.values().copied()
    }

    pub(super) fn auths(&self) -> impl Iterator<Item = (&'a ast::Item, &'a ast::Auth)> {
        self.auths.values().copied()
    }

    pub(super) fn env(&self, name: &str) -> Option<&'a ast::Block> {
        self.envs.get(name).copied()
    }

    pub(super) fn env_names(&self) -> impl Iterator<Item = &'a str> {
        self.envs.keys().copied()
    }

    pub(super) fn env_blocks(&self) -> Vec<&'a ast::Block> {
        self.envs.values().copied().collect()
    }
}

/// Returns the id of a backend by name: declared, implied, or misspelt and reported.
pub(super) fn backend(cx: &Resolver<'_>, name: &str) -> Option<BackendId> {
    let name = cx.names.corrections.get(name).copied().unwrap_or(name);
    cx.names.backend_ids.get(name).copied().map(BackendId)
}

/// Returns the id of a network by name.
pub(super) fn network(cx: &Resolver<'_>, name: &str) -> Option<NetworkId> {
    cx.names.network_ids.get(name).copied().map(NetworkId)
}

/// Returns the id of an authorizer by name; a name that none has is reported.
pub(super) fn auth(cx: &mut Resolver<'_>, word: &Word) -> Option<AuthId> {
    cx.record_use(Symbol::Auth(word.value.clone()), word.span);
    let found = cx.names.auth_ids.get(word.value.as_str()).copied();
    if found.is_none() {
        let names = cx.names.auths.keys().copied();
        let near = nearest(&mut cx.budget, &word.value, names);
        let declare = match word.value.as_str() {
            kind @ ("jwt" | "lambda" | "cognito") => {
                format!("declare one, `auth users {kind} {{ .. }}`, and write `auth users`")
            }
            name => format!("declare it: `auth {name} jwt {{ .. }}`"),
        };
        report_undeclared(cx, word, "authorizer", &near, declare);
    }
    found.map(AuthId)
}

/// Words of other tools for a route without authorization.
const NO_AUTH: [&str; 6] = ["anonymous", "false", "no", "none", "off", "public"];

/// Returns true if a word in the place of an authorizer means that there is none.
pub(super) fn is_no_auth(cx: &Resolver<'_>, word: &Word) -> bool {
    let name = word.value.as_str();
    NO_AUTH.contains(&name) && !cx.names.auths.contains_key(name)
}

/// Reports `auth none` and the like; `clause` is all of it.
pub(super) fn no_auth(cx: &mut Resolver<'_>, block: BlockKind, clause: Span, word: &Word) {
    let message = format!("undeclared authorizer `{}`", word.value);
    let fault = Diagnostic::error(UNDECLARED_NAME, clause, message);
    cx.report(match block {
        BlockKind::Gateway => fault
            .help("a gateway without `auth` has public routes")
            .fix(format!("remove `auth {}`", word.value), clause, ""),
        _ => fault.instead(clause, "open"),
    });
}

/// Reports an undeclared name; `near` are similar names.
pub(super) fn report_undeclared(
    cx: &mut Resolver<'_>,
    word: &Word,
    noun: &str,
    near: &[&str],
    declare: String,
) {
    let message = format!("undeclared {noun} `{}`", word.value);
    let fault = Diagnostic::error(UNDECLARED_NAME, word.span, message);
    cx.report(match near {
        [] => fault.help(declare),
        [one] => fault.help(format!("did you mean `{one}`?")).fix(
            format!("write `{one}`"),
            word.span,
            *one,
        ),
        several => fault.help(format!(
            "did you mean one of {}?",
            quote_list(several.iter())
        )),
    });
}

/// Reports the backend `word`, which no item declares and no route implies.
pub(super) fn report_undeclared_backend(cx: &mut Resolver<'_>, word: &Word) {
    let kinds = BackendKind::ALL.map(BackendKind::word);
    if kinds.contains(&word.value.as_str()) {
        let message = format!("missing name after the kind of backend `{0}`", word.value);
        let help = format!("write `{} NAME`", word.value);
        return cx.report(Diagnostic::error(UNDECLARED_NAME, word.span, message).help(help));
    }
    if let [kind] = nearest(&mut cx.budget, &word.value, kinds).as_slice() {
        let message = format!("unknown backend or kind of backend `{}`", word.value);
        let fault = Diagnostic::error(UNDECLARED_NAME, word.span, message);
        let fault = fault.help(format!("did you mean the kind `{kind}`?"));
        return cx.report(fault.fix(format!("write `{kind}`"), word.span, *kind));
    }
    let names = cx.names.backends.keys().copied();
    let near = nearest(&mut cx.budget, &word.value, names);
    let declare = format!(
        "write its kind in front: `apprunner {0} private`, `lambda {0}`, ..",
        word.value
    );
    report_undeclared(cx, word, "backend", &near, declare);
}

/// Reports the backend `word` of an `expect`, which no item declares and no route implies.
pub(super) fn report_undeclared_in_expect(cx: &mut Resolver<'_>, word: &Word) {
    let names: Vec<&str> = cx.names.backends.keys().copied().collect();
    let near = nearest(&mut cx.budget, &word.value, names.iter().copied());
    let known = match names.as_slice() {
        [] => "no route of this spec has a backend".to_owned(),
        names => format!(
            "a test names a backend of this spec: {}",
            quote_list(names.iter().take(12))
        ),
    };
    report_undeclared(cx, word, "backend", &near, known);
}

/// Reports the undeclared network `word`.
pub(super) fn report_undeclared_network(cx: &mut Resolver<'_>, word: &Word) {
    let names = cx.names.networks.keys().copied();
    let near = nearest(&mut cx.budget, &word.value, names);
    let declare = format!("declare it: `network {} {{ .. }}`", word.value);
    report_undeclared(cx, word, "network", &near, declare);
}

/// Reports the undeclared subject of an output.
pub(super) fn report_undeclared_thing(cx: &mut Resolver<'_>, word: &Word) {
    let backends = cx.names.backends.keys().copied();
    let networks = cx.names.networks.keys().copied();
    let names = backends.chain(networks).chain(["gateway"]);
    let near = nearest(&mut cx.budget, &word.value, names);
    let help = "an output shows an attribute of a backend, a network or `gateway`".to_owned();
    report_undeclared(cx, word, "backend or network", &near, help);
}

/// Returns whether something with a kind and name exists; `None` if that cannot be known.
pub(super) fn exists(cx: &Resolver<'_>, kind: &str, name: &str) -> Option<bool> {
    match kind {
        "network" => Some(cx.names.networks.contains_key(name)),
        "auth" => Some(cx.names.auths.contains_key(name)),
        "gateway" | "domain" => None,
        _ => {
            let known = cx.names.backends.get(name);
            Some(known.is_some_and(|known| known.kind.value.word() == kind))
        }
    }
}

/// Returns the environments, by name.
pub(super) fn envs(cx: &Resolver<'_>) -> Vec<Word> {
    let blocks = cx.names.envs.values();
    blocks.map(|block| block.name.clone()).collect()
}

/// Records the declarations of all files.
pub(super) fn declare<'a>(cx: &mut Resolver<'a>, asts: &'a [ast::Ast]) {
    for item in asts.iter().flat_map(|ast| &ast.items) {
        match &item.kind {
            ItemKind::Gateway(block) => match cx.names.gateway {
                None => cx.names.gateway = Some((item, block)),
                Some((_, first)) => {
                    let message = "duplicate gateway: a spec has one";
                    cx.report(
                        Diagnostic::error(DUPLICATE_GATEWAY, block.name.span, message)
                            .place(first.name.span, "first declared here"),
                    );
                }
            },
            ItemKind::Network(block) => {
                let first = cx.names.networks.get(block.name.value.as_str());
                let first = first.map(|(_, block)| block.name.span);
                if is_new(cx, &block.name, first, "network") {
                    cx.names.networks.insert(&block.name.value, (item, block));
                }
                cx.record_declaration(Symbol::Network(block.name.value.clone()), block.name.span);
            }
            ItemKind::Backend(backend) => declare_backend(cx, item, backend),
            ItemKind::Auth(auth) => {
                let first = cx.names.auths.get(auth.name.value.as_str());
                let first = first.map(|(_, auth)| auth.name.span);
                if auth.name.value == "iam" {
                    let message = "reserved name `iam`: it is the built-in authorizer";
                    cx.report(Diagnostic::error(RESERVED_NAME, auth.name.span, message));
                } else if is_new(cx, &auth.name, first, "authorizer") {
                    cx.names.auths.insert(&auth.name.value, (item, auth));
                }
                cx.record_declaration(Symbol::Auth(auth.name.value.clone()), auth.name.span);
            }
            ItemKind::Param(param) => {
                let first = cx.params.first(&param.name.value);
                if is_new(cx, &param.name, first, "param") {
                    cx.params.declare(item, param);
                }
                cx.record_declaration(Symbol::Param(param.name.value.clone()), param.name.span);
            }
            ItemKind::Env(block) => {
                let first = cx.names.envs.get(block.name.value.as_str());
                let first = first.map(|block| block.name.span);
                if is_new(cx, &block.name, first, "environment") {
                    cx.names.envs.insert(&block.name.value, block);
                }
                cx.record_declaration(Symbol::Env(block.name.value.clone()), block.name.span);
            }
            ItemKind::Output(output) => {
                let first = cx.names.outputs.get(output.name.value.as_str()).copied();
                if is_new(cx, &output.name, first, "output") {
                    cx.names
                        .outputs
                        .insert(&output.name.value, output.name.span);
                }
                cx.record_declaration(Symbol::Output(output.name.value.clone()), output.name.span);
            }
            ItemKind::Edition(_)
            | ItemKind::Route(_)
            | ItemKind::Group(_)
            | ItemKind::Include(_)
            | ItemKind::Expect(_)
            | ItemKind::Moved(_)
            | ItemKind::Patch(_) => {}
        }
    }
    cx.names.network_ids = numbered(cx.names.networks.keys());
    cx.names.auth_ids = numbered(cx.names.auths.keys());
}

/// Names with their positions in alphabetical order.
pub(super) fn numbered<'n, 'a: 'n>(
    names: impl Iterator<Item = &'n &'a str>,
) -> BTreeMap<&'a str, u32> {
    names.copied().zip(0..).collect()
}

/// Returns true if a name is declared for the first time; reports a duplicate.
fn is_new(cx: &mut Resolver<'_>, word: &Word, first: Option<Span>, noun: &str) -> bool {
    if let Some(first) = first {
        let message = format!("duplicate {noun} `{}`", word.value);
        cx.report(
            Diagnostic::error(DUPLICATE_NAME, word.span, message)
                .place(first, "first declared here"),
        );
    }
    first.is_none()
}

fn declare_backend<'a>(cx: &mut Resolver<'a>, item: &'a ast::Item, backend: &'a ast::Backend) {
    cx.record_declaration(
        Symbol::Backend(backend.name.value.clone()),
        backend.name.span,
    );
    let first = cx.names.backends.get(backend.name.value.as_str());
    let first = first.map(|first| first.name.span);
    if !is_new(cx, &backend.name, first, "backend") {
        return;
    }
    let kind = kind(&backend.kind);
    cx.names.backends.insert(
        &backend.name.value,
        BackendName {
            name: &backend.name,
            kind: Spanned::new(kind, backend.kind.span),
            span: item.span,
            item: Some((item, backend)),
            access: None,
        },
    );
    if let Some(word) = &backend.access {
        access::record(cx, &backend.name.value, word);
    }
}

/// Returns the kind of a word that the grammar takes for one.
pub(super) fn kind(word: &Word) -> BackendKind {
    // INVARIANT: the grammar and the table have the same kinds.
    let Some(kind) = BackendKind::from_word(&word.value) else {
        never!("a backend of the kind `{}`", word.value);
    };
    kind
}
