//! Inputs: a value that the spec leaves unset becomes one input, however often it is needed.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::INVALID_PARAM_VALUE;
use crate::model::from_ast::bindings::pascal;
use crate::model::from_ast::{Resolver, params, units};
use crate::model::{Input, InputId, InputKind, ListArg, Text, ValueShape};
use crate::source::Span;

/// The inputs so far, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    made: Vec<Input>,
    /// By the name in CloudFormation's style, since names must differ there too.
    taken: BTreeMap<String, InputId>,
}

/// A value that the spec leaves unset.
pub(super) struct InputRequest {
    /// Its name as words.
    pub(super) name: String,
    /// A prefix for the name if another input already has it, e.g. the backend's kind.
    pub(super) prefix: &'static str,
    pub(super) kind: InputKind,
    /// A sentence for the person who provides it.
    pub(super) description: String,
    /// The place that needs it.
    pub(super) origin: Span,
}

impl Inputs {
    /// Adds an input under a name that no other has.
    pub(super) fn add(&mut self, input: Input) -> InputId {
        // INVARIANT: an input has its own place in a text of at most 64 MiB.
        let Ok(number) = u32::try_from(self.made.len()) else {
            never!("{} inputs", self.made.len());
        };
        let id = InputId(number);
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

    /// Returns the input of a name.
    pub(super) fn id(&self, name: &str) -> Option<InputId> {
        self.taken.get(&pascal(name)).copied()
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

/// Returns the value of `--set` or of a param of that name, otherwise a new input.
pub(super) fn input(cx: &mut Resolver<'_>, request: InputRequest) -> Text {
    let origin = request.origin;
    match find(cx, request) {
        InputValue::Text(text) => text,
        InputValue::Texts(texts) => Text::literal(texts.join(","), origin),
        InputValue::Input(id) => Text::input(id, origin),
    }
}

/// Like [`input`], for a list.
pub(super) fn list_input(cx: &mut Resolver<'_>, request: InputRequest) -> ListArg {
    let origin = request.origin;
    match find(cx, request) {
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

fn find(cx: &mut Resolver<'_>, mut request: InputRequest) -> InputValue {
    // A param of that name gives the input a description, a default, or the value of an environment.
    if cx.params.has(&request.name) {
        return match params::value(cx, &request.name, request.origin) {
            params::ParamValue::Text(text) => InputValue::Text(Text::literal(text, request.origin)),
            params::ParamValue::Texts(texts) => InputValue::Texts(texts),
            params::ParamValue::Input(id) => InputValue::Input(id),
        };
    }
    if cx.inputs.is_taken(&request.name) {
        request.name = format!("{}-{}", request.prefix, request.name);
    }
    if let Some(text) = cx.overrides.take(&request.name) {
        if let Err(reason) = units::fits(request.kind, &text) {
            let name = &request.name;
            let message = format!("`{text}` for the input `{name}` {reason}");
            cx.report(Diagnostic::error(
                INVALID_PARAM_VALUE,
                request.origin,
                message,
            ));
        }
        let is_list = request.kind.shape() == ValueShape::List;
        return if is_list {
            InputValue::Texts(units::entries(&text))
        } else {
            InputValue::Text(Text::literal(text, request.origin))
        };
    }
    let id = cx.inputs.add(Input {
        name: request.name,
        kind: request.kind,
        description: request.description,
        origin: request.origin,
    });
    InputValue::Input(id)
}
