//! Inputs: what nothing says becomes one, once, however often it is needed.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::faults::BAD_PARAM_VALUE;
use crate::model::from_ast::bindings::pascal;
use crate::model::from_ast::{Resolver, params, units};
use crate::model::{Input, InputId, InputKind, ListArg, Text};
use crate::source::Span;

/// The inputs so far, in the order in which they were needed; the program has them by name.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    made: Vec<Input>,
    /// By the name as CloudFormation writes it, since two names must differ there too.
    taken: BTreeMap<String, InputId>,
}

/// What is left open.
pub(super) struct InputRequest {
    /// Its name in words.
    pub(super) name: String,
    /// A word that tells it apart where another thing's input has that name, e.g. the backend's kind.
    pub(super) apart: &'static str,
    pub(super) kind: InputKind,
    /// A sentence for whoever fills it in.
    pub(super) description: String,
    /// The place that made it necessary.
    pub(super) origin: Span,
}

impl Inputs {
    /// Adds an input under a name that no other has.
    pub(super) fn add(&mut self, input: Input) -> InputId {
        let id = InputId(u32::try_from(self.made.len()).unwrap_or(u32::MAX));
        self.taken.insert(pascal(&input.name), id);
        self.made.push(input);
        id
    }

    pub(super) fn get_mut(&mut self, id: InputId) -> Option<&mut Input> {
        self.made.get_mut(id.0 as usize)
    }

    pub(super) fn name(&self, id: InputId) -> &str {
        let input = self.made.get(id.0 as usize);
        input.map_or("", |input| input.name.as_str())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.made.iter().map(|input| input.name.as_str())
    }

    pub(super) fn into_inputs(self) -> Vec<Input> {
        self.made
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(&pascal(name))
    }
}

/// A value that nothing says: what `--set` or a param of that name gives, or else a new input.
pub(super) fn need(cx: &mut Resolver<'_>, need: InputRequest) -> Text {
    let origin = need.origin;
    match find(cx, need) {
        InputValue::Text(text) => text,
        InputValue::Texts(texts) => Text::literal(texts.join(","), origin),
        InputValue::Input(id) => Text::input(id, origin),
    }
}

/// As [`need`], for a list.
pub(super) fn need_list(cx: &mut Resolver<'_>, need: InputRequest) -> ListArg {
    let origin = need.origin;
    match find(cx, need) {
        InputValue::Text(text) => ListArg::Known(vec![text]),
        InputValue::Texts(texts) => ListArg::Known(
            texts
                .into_iter()
                .map(|text| Text::literal(text, origin))
                .collect(),
        ),
        InputValue::Input(id) => ListArg::Input(id, origin),
    }
}

enum InputValue {
    Text(Text),
    Texts(Vec<String>),
    Input(InputId),
}

fn find(cx: &mut Resolver<'_>, mut need: InputRequest) -> InputValue {
    // A param that carries an input's name is how an author says more about it: a description, a default, an env's value.
    if cx.params.has(&need.name) {
        return match params::value(cx, &need.name, need.origin) {
            params::ParamValue::Text(text) => InputValue::Text(Text::literal(text, need.origin)),
            params::ParamValue::Texts(texts) => InputValue::Texts(texts),
            params::ParamValue::Input(id) => InputValue::Input(id),
        };
    }
    if cx.inputs.is_taken(&need.name) {
        need.name = format!("{}-{}", need.apart, need.name);
    }
    if let Some(text) = cx.given.take(&need.name) {
        if let Err(reason) = units::fits(need.kind, &text) {
            let name = &need.name;
            let message = format!("`{text}` given for the input `{name}` {reason}");
            cx.report(Diagnostic::error(BAD_PARAM_VALUE, need.origin, message));
        }
        let is_list = matches!(need.kind, InputKind::List | InputKind::SubnetIds);
        return if is_list {
            InputValue::Texts(units::entries(&text))
        } else {
            InputValue::Text(Text::literal(text, need.origin))
        };
    }
    let id = cx.inputs.add(Input {
        name: need.name,
        kind: need.kind,
        description: need.description,
        origin: need.origin,
    });
    InputValue::Input(id)
}
