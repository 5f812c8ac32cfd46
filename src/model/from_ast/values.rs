//! Values as text: strings with params and variables, words that must be known, lists.

use crate::diag::Diagnostic;
use crate::diag::codes::{
    MISPLACED_VARIABLE, UNKNOWN_VARIABLE, VALUE_NEEDED_AT_BUILD, WRONG_PARAM_TYPE, WRONG_VALUE,
};
use crate::diag::near::nearest;
use crate::model::from_ast::{Resolver, params};
use crate::model::{ListArg, Part, Text, Word};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, TextPart, ValueKind};

/// The API Gateway variables that a text may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VariableScope {
    /// None, because there is no request yet.
    Never,
    /// Those of a request.
    Request,
    /// Those of a response.
    Response,
}

/// Returns a value as text; a list is reported.
pub(super) fn text(cx: &mut Resolver<'_>, value: &ast::Value, variables: VariableScope) -> Text {
    let mut text = Text {
        parts: Vec::new(),
        span: value.span,
    };
    match &value.kind {
        ValueKind::Atom(atom) => text.push(Part::Literal(atom.clone())),
        ValueKind::Text(parts) => {
            for part in parts {
                let piece = match part {
                    TextPart::Literal(literal) => Part::Literal(literal.clone()),
                    TextPart::Param(name) => param(cx, &name.value, name.span),
                    TextPart::Variable(name) => variable(cx, &name.value, name.span, variables),
                };
                text.push(piece);
            }
        }
        ValueKind::Param(name) => text.push(param(cx, name, value.span)),
        ValueKind::Variable(name) => text.push(variable(cx, name, value.span, variables)),
        ValueKind::List(_) => {
            let message = "expected one value, found a list";
            cx.report(Diagnostic::error(WRONG_VALUE, value.span, message));
        }
    }
    text
}

/// Returns a value that must be known at build time, for the reason `why`.
pub(super) fn known(cx: &mut Resolver<'_>, value: &ast::Value, why: &'static str) -> Option<Word> {
    let text = text(cx, value, VariableScope::Never);
    let word = text.known().map(str::to_owned);
    if word.is_none() && text.parts.iter().any(|part| matches!(part, Part::Input(_))) {
        needed_at_build(cx, value.span, why);
    }
    word.map(|word| Spanned::new(word, value.span))
}

/// Reports an input in a place where the build needs the value, for the reason `why`.
pub(super) fn needed_at_build(cx: &mut Resolver<'_>, span: Span, why: &'static str) {
    let message = "this value must be known at build time";
    let help = "give the param a default, a value in an `env`, or a value with `--set`";
    let fault = Diagnostic::error(VALUE_NEEDED_AT_BUILD, span, message);
    cx.report(fault.label(why).help(help));
}

/// Returns a bare word, without params.
pub(super) fn bare(value: &ast::Value) -> Option<&str> {
    match &value.kind {
        ValueKind::Atom(atom) => Some(atom),
        ValueKind::Text(_) | ValueKind::Param(_) | ValueKind::Variable(_) | ValueKind::List(_) => {
            None
        }
    }
}

/// Values as texts, with the entries of lists and list params, whose number must be known for the reason `why`.
pub(super) fn texts(cx: &mut Resolver<'_>, values: &[ast::Value], why: &'static str) -> Vec<Text> {
    let mut all = Vec::new();
    for value in values {
        match &value.kind {
            ValueKind::List(entries) => {
                for entry in entries {
                    all.push(text(cx, entry, VariableScope::Never));
                }
            }
            ValueKind::Param(name) if cx.params.is_list(name) => {
                match params::value(cx, name, value.span) {
                    params::ParamValue::Texts(texts) => {
                        all.extend(
                            texts
                                .into_iter()
                                .map(|text| Text::literal(text, value.span)),
                        );
                    }
                    params::ParamValue::Text(text) => all.push(Text::literal(text, value.span)),
                    params::ParamValue::Input(_) => {
                        needed_at_build(cx, value.span, why);
                    }
                }
            }
            ValueKind::Param(_)
            | ValueKind::Atom(_)
            | ValueKind::Text(_)
            | ValueKind::Variable(_) => all.push(text(cx, value, VariableScope::Never)),
        }
    }
    all
}

/// Values as texts; a lone list param can be an input, which is then the only text.
pub(super) fn texts_or_input(cx: &mut Resolver<'_>, values: &[ast::Value]) -> Vec<Text> {
    match list(cx, values) {
        ListArg::Known(texts) => texts,
        ListArg::Input(id, span) => vec![Text::input(id, span)],
    }
}

/// Values as a list, which can be an input as a whole.
pub(super) fn list(cx: &mut Resolver<'_>, values: &[ast::Value]) -> ListArg {
    if let [only] = values
        && let ValueKind::Param(name) = &only.kind
        && cx.params.is_list(name)
        && let params::ParamValue::Input(id) = params::value(cx, name, only.span)
    {
        return ListArg::Input(id, only.span);
    }
    let why = "a plan cannot join lists: a list that becomes an input must be the only value";
    ListArg::Known(texts(cx, values, why))
}

fn param(cx: &mut Resolver<'_>, name: &str, span: Span) -> Part {
    if cx.params.is_list(name) {
        let message = format!("expected one value, but the param `{name}` is a `list`");
        cx.report(Diagnostic::error(WRONG_PARAM_TYPE, span, message));
        return Part::Literal(String::new());
    }
    match params::plain(cx, name, span) {
        params::ParamValue::Text(text) => Part::Literal(text),
        params::ParamValue::Texts(texts) => Part::Literal(texts.join(",")),
        params::ParamValue::Input(id) => Part::Input(id),
    }
}

/// The forms of the variables of a request.
const REQUEST: &[&str] = &[
    "request.header.NAME",
    "request.query.NAME",
    "request.path",
    "request.path.NAME",
    "request.body",
    "request.body.FIELD",
    "context.NAME",
    "stage.NAME",
];

const RESPONSE: &[&str] = &[
    "response.header.NAME",
    "response.body",
    "response.body.FIELD",
    "context.NAME",
    "stage.NAME",
];

fn variable(cx: &mut Resolver<'_>, name: &str, span: Span, allowed: VariableScope) -> Part {
    let forms = match allowed {
        VariableScope::Never => {
            let message = format!("`${name}` is a variable of a request, and cannot be used here");
            let help = "such variables can be used in values of `request` and `response` and in an action's parameters";
            cx.report(Diagnostic::error(MISPLACED_VARIABLE, span, message).help(help));
            return Part::Literal(String::new());
        }
        VariableScope::Request => REQUEST,
        VariableScope::Response => RESPONSE,
    };
    let words = in_words(name);
    if !forms.iter().any(|form| has_form(&words, form)) {
        let message = format!("unknown variable `${name}`");
        let roots = forms.iter().map(|form| root(form));
        let near = nearest(&mut cx.budget, root(&words), roots);
        let help = match near.as_slice() {
            [near, ..] => {
                let rest = words.strip_prefix(root(&words)).unwrap_or("");
                format!("did you mean `${near}{rest}`?")
            }
            [] => {
                let forms: Vec<String> = forms.iter().map(|form| format!("`${form}`")).collect();
                format!("expected one of {}", forms.join(", "))
            }
        };
        cx.report(Diagnostic::error(UNKNOWN_VARIABLE, span, message).help(help));
    }
    Part::Variable(words)
}

/// Converts AWS's spellings of variables to those of the language.
pub(super) fn in_words(name: &str) -> String {
    let renamed = [
        ("request.querystring.", "request.query."),
        ("stageVariables.", "stage."),
    ];
    for (from, to) in renamed {
        if let Some(rest) = name.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    name.to_owned()
}

/// Returns `request.header` of `request.header.NAME`.
fn root(form: &str) -> &str {
    let second = form.match_indices('.').nth(1).map(|(at, _)| at);
    let end = second.or_else(|| {
        let first_word_alone = form.starts_with("context.") || form.starts_with("stage.");
        first_word_alone.then(|| form.find('.')).flatten()
    });
    end.and_then(|end| form.get(..end)).unwrap_or(form)
}

fn has_form(name: &str, form: &str) -> bool {
    match form.strip_suffix("NAME").or(form.strip_suffix("FIELD")) {
        Some(prefix) => name
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty()),
        None => name == form,
    }
}
