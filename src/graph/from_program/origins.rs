//! The origins of resources: file, line and the item as written in the spec.

use std::sync::Arc;

use crate::graph::Origin;
use crate::model::{
    Access, Auth, AuthBody, Backend, BackendKind, Destination, Network, Part, Program, Route, Text,
};
use crate::source::{LineIndex, Sources, Span};

/// The files of a spec, indexed by line.
pub(super) struct Origins<'a> {
    program: &'a Program,
    sources: &'a Sources,
    files: Vec<(Arc<str>, LineIndex)>,
}

impl<'a> Origins<'a> {
    /// Indexes the files. Their names are made relative to the root file's folder.
    pub(super) fn new(program: &'a Program, sources: &'a Sources) -> Self {
        let root = sources.name(program.root);
        let folder = root.rfind(['/', '\\']).and_then(|at| root.get(..=at));
        let files = sources
            .iter()
            .map(|(_, file)| {
                let name = file.name.strip_prefix(folder.unwrap_or(""));
                let name = name.unwrap_or(&file.name);
                (Arc::from(name), LineIndex::new(&file.text))
            })
            .collect();
        Self {
            program,
            sources,
            files,
        }
    }

    /// Returns an origin at a span.
    pub(super) fn at(&self, span: Span, item: String, docs: Option<String>) -> Origin {
        // INVARIANT: spans are in files of the spec.
        let Some((file, index)) = self.files.get(span.file.0 as usize) else {
            never!("no file {:?}", span.file);
        };
        let line = index.line_of(span.start);
        Origin {
            span,
            file: Arc::clone(file),
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            item,
            docs,
        }
    }

    /// Returns the origin of something without its own item: its first line, as written.
    pub(super) fn place(&self, span: Span) -> Origin {
        let first = self.sources.slice(span).lines().next().unwrap_or("");
        let words: Vec<&str> = first.split_whitespace().collect();
        self.at(span, words.join(" "), None)
    }

    /// Returns the origin of the gateway, declared or implied.
    pub(super) fn gateway(&self) -> Origin {
        let gateway = &self.program.gateway;
        self.at(gateway.span, format!("gateway {}", gateway.name), None)
    }

    /// Returns the origin of a gateway setting.
    pub(super) fn setting(&self, span: Span, words: &str) -> Origin {
        let at = if span == Span::default() {
            self.program.gateway.span
        } else {
            span
        };
        self.at(at, words.to_owned(), None)
    }

    /// Returns the origin of a declared backend.
    pub(super) fn backend(&self, backend: &Backend) -> Origin {
        let kind = backend.kind.word();
        let name = &backend.name.value;
        let item = match (backend.kind, backend.access.value) {
            (BackendKind::AppRunner | BackendKind::Ecs, Access::Private) => {
                format!("{kind} {name} private")
            }
            (BackendKind::AppRunner | BackendKind::Ecs, Access::Public) => {
                format!("{kind} {name} public")
            }
            (
                BackendKind::Lambda
                | BackendKind::Alb
                | BackendKind::Nlb
                | BackendKind::CloudMap
                | BackendKind::Service(_),
                _,
            ) => format!("{kind} {name}"),
        };
        self.at(backend.span, item, backend.docs.clone())
    }

    /// Returns the origin of a declared network.
    pub(super) fn network(&self, network: &Network, name: &str) -> Origin {
        self.at(
            network.span,
            format!("network {name}"),
            network.docs.clone(),
        )
    }

    /// Returns the origin of an authorizer.
    pub(super) fn auth(&self, auth: &Auth) -> Origin {
        let kind = match auth.body {
            AuthBody::Jwt { .. } => "jwt",
            AuthBody::Lambda { .. } => "lambda",
        };
        let item = format!("auth {} {kind}", auth.name.value);
        self.at(auth.span, item, auth.docs.clone())
    }

    /// Returns the origin of a route.
    pub(super) fn route(&self, program: &Program, route: &Route) -> Origin {
        let item = format!(
            "{} -> {}",
            route.written,
            target(program, &route.destination)
        );
        self.at(route.span, item, route.docs.clone())
    }
}

fn target(program: &Program, target: &Destination) -> String {
    match target {
        Destination::Backend(id) => {
            let backend = program.backend(*id);
            backend.map_or_else(String::new, |backend| backend.name.value.clone())
        }
        Destination::Action(action) => {
            let backend = program.backend(action.backend);
            let name = backend.map_or("", |backend| backend.name.value.as_str());
            format!("{name} {}", action.name.value)
        }
        Destination::Url(url) => written(program, url),
    }
}

/// Returns a text as written in a spec, with `<id>` for a path variable and `${name}` for a param.
pub(super) fn written(program: &Program, text: &Text) -> String {
    let mut words = String::new();
    for part in &text.parts {
        match part {
            Part::Literal(text) => words.push_str(text),
            Part::Input(id) => {
                let name = program.input(*id).map_or("", |input| input.name.as_str());
                words.push_str(&format!("${{{name}}}"));
            }
            Part::Variable(name) => match name.strip_prefix("request.path.") {
                Some(variable) => words.push_str(&format!("<{variable}>")),
                None => words.push_str(&format!("${{{name}}}")),
            },
        }
    }
    words
}
