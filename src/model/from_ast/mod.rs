//! Converts trees to a program: resolves names, reads values and keeps defaults visible.
//!
//! [`program`] never fails and never stops at the first fault: it returns as much of the program as possible, and
//! diagnostics. The order of the passes is here; each pass is a file.

mod access;
mod auths;
mod backends;
mod bindings;
mod clauses;
mod containers;
mod destinations;
mod envs;
mod expects;
mod fields;
mod forwards;
mod gateway;
mod graph_inputs;
mod groups;
mod implied;
mod inputs;
mod lines;
mod logs;
mod mappings;
mod names;
mod networks;
mod outputs;
mod params;
mod patches;
mod routes;
mod scalars;
mod services;
mod shapes;
mod templates;
mod units;
mod values;

use crate::diag::Diagnostic;
use crate::diag::near::Budget;
use crate::model::{Bindings, Program, Symbol, Use};
use crate::source::{Sources, Span};
use crate::syntax::ast;

use bindings::Overrides;
use inputs::Inputs;
use lines::LineCache;
pub use lines::ResolvedLines;
use names::NameTable;
use params::Params;

/// The result of [`program`].
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// As much as could be understood.
    pub program: Program,
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
}

/// State shared by the passes.
struct Resolver<'a> {
    names: NameTable<'a>,
    params: Params<'a>,
    inputs: Inputs,
    overrides: Overrides,
    budget: Budget,
    uses: Vec<Use>,
    diagnostics: Vec<Diagnostic>,
    /// The resolved lines, if a later program may use them.
    lines: Option<LineCache<'a>>,
    /// The place of faults that no text of the spec causes.
    start: Span,
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn record_use(&mut self, symbol: Symbol, span: Span) {
        self.uses.push(Use {
            span,
            symbol,
            declares: false,
        });
    }

    fn record_declaration(&mut self, symbol: Symbol, span: Span) {
        self.uses.push(Use {
            span,
            symbol,
            declares: true,
        });
    }
}

/// Resolves the trees of a spec; the first is the root, the others are its includes. `stem` is the root file's name
/// without folder and extension: the name of a gateway that no item declares.
#[must_use]
pub fn program(asts: &[ast::Ast], stem: &str, bindings: &Bindings) -> Resolution {
    resolve(asts, stem, bindings, None).0
}

/// Resolves the trees of a changed spec: lines of routes that did not change are taken from an earlier program. Also
/// returns the lines for the next change. `faults` are those of the syntax.
#[must_use]
pub fn program_again(
    asts: &[ast::Ast],
    (sources, faults): (&Sources, &[Diagnostic]),
    stem: &str,
    bindings: &Bindings,
    earlier: ResolvedLines,
) -> (Resolution, ResolvedLines) {
    let faults = faults.iter().map(|it| it.primary.span);
    let cache = LineCache::new(sources, faults, earlier);
    let (resolution, cache) = resolve(asts, stem, bindings, Some(cache));
    (resolution, cache.map(LineCache::finish).unwrap_or_default())
}

fn resolve<'a>(
    asts: &'a [ast::Ast],
    stem: &str,
    bindings: &'a Bindings,
    lines: Option<LineCache<'a>>,
) -> (Resolution, Option<LineCache<'a>>) {
    let root = asts.first().map(|ast| ast.file).unwrap_or_default();
    let mut cx = Resolver {
        names: NameTable::default(),
        params: Params::default(),
        inputs: Inputs::default(),
        overrides: Overrides::new(&bindings.set),
        budget: Budget::default(),
        uses: Vec::new(),
        diagnostics: Vec::new(),
        lines,
        start: Span::new(root, 0, 0),
    };
    names::declare(&mut cx, asts);
    params::resolve(&mut cx, bindings.env.as_deref());
    implied::imply(&mut cx, asts);

    let gateway = gateway::gateway(&mut cx, stem);
    let backends = backends::backends(&mut cx);
    let networks = networks::networks(&mut cx, &backends);
    let auths = auths::auths(&mut cx, &backends);
    lines::compare_context(&mut cx, asts, bindings, &backends);
    let routes = routes::routes(&mut cx, asts, &gateway, &backends);
    let outputs = outputs::outputs(&mut cx, asts);
    let expects = expects::expects(&mut cx, asts);
    let moves = outputs::moves(&mut cx, asts);
    let patches = patches::patches(&mut cx, asts);

    params::unused(&mut cx);
    let given = graph_inputs::values(&mut cx, &backends);
    bindings::unknown(&mut cx);
    if bindings.env.is_none() {
        envs::ask_for_one(&mut cx);
    }
    let inputs = std::mem::take(&mut cx.inputs).into_inputs();
    let program = Program {
        root,
        gateway,
        networks,
        backends,
        auths,
        routes,
        inputs,
        outputs,
        expects,
        moves,
        patches,
        env: bindings.env.clone(),
        envs: names::envs(&cx),
        params: params::record_declaration(&cx),
        given,
        uses: cx.uses,
    };
    let resolution = Resolution {
        program,
        diagnostics: cx.diagnostics,
    };
    (resolution, cx.lines)
}
