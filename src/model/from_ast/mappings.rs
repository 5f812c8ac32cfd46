//! Mappings: the changes of `request` and `response`.

use crate::model::from_ast::values::{self, VariableScope};
use crate::model::from_ast::{Resolver, fields};
use crate::model::settings::BlockKind;
use crate::model::{
    HeaderChange, Operation, RequestMapping, RequestPart, ResponseChange, ResponseMapping, Text,
    Word,
};
use crate::source::Spanned;
use crate::syntax::ast;

/// Resolves `request set|append|remove header|query NAME VALUE`.
pub(super) fn request(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Option<RequestMapping> {
    let [first, second, rest @ ..] = setting.values.as_slice() else {
        fields::wrong_count(
            cx,
            block,
            setting,
            "takes an operation, `header` or `query`, a name and a value",
        );
        return None;
    };
    let operation = operation(cx, first)?;
    let part = match values::bare(second) {
        Some("header") => RequestPart::Header,
        Some("query") => RequestPart::Query,
        Some(_) | None => {
            let message = "expected `header` or `query`";
            let help = "a mapping changes a header or a query parameter of the request";
            fields::wrong_value(cx, second.span, message.to_owned(), help.to_owned());
            return None;
        }
    };
    let (name, value) =
        name_and_value(cx, block, setting, operation, rest, VariableScope::Request)?;
    Some(RequestMapping {
        span: setting.span,
        operation,
        part,
        name,
        value,
    })
}

/// Resolves `response STATUS set|append|remove header NAME VALUE`, `response STATUS status NEW`.
pub(super) fn response(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Option<ResponseMapping> {
    let [first, second, rest @ ..] = setting.values.as_slice() else {
        fields::wrong_count(cx, block, setting, "takes a status and a change");
        return None;
    };
    let status = status(cx, first)?;
    let change = if values::bare(second) == Some("status") {
        let ([new], None) = (rest, &setting.block) else {
            fields::wrong_count(cx, block, setting, "takes one new status");
            return None;
        };
        ResponseChange::Status(self::status(cx, new)?)
    } else {
        let operation = operation(cx, second)?;
        let (place, rest) = match rest {
            [place, rest @ ..] => (Some(place), rest),
            [] => (None, rest),
        };
        if place.and_then(values::bare) != Some("header") {
            let message = "expected `header`";
            let help = "a mapping changes a header of the answer, or its status: `response STATUS status NEW`";
            let span = place.map_or(setting.span, |place| place.span);
            fields::wrong_value(cx, span, message.to_owned(), help.to_owned());
            return None;
        }
        let (name, value) =
            name_and_value(cx, block, setting, operation, rest, VariableScope::Response)?;
        ResponseChange::Header(HeaderChange {
            operation,
            name,
            value,
        })
    };
    Some(ResponseMapping {
        span: setting.span,
        status,
        change,
    })
}

fn operation(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<Operation> {
    match values::bare(value) {
        Some("set") => Some(Operation::Set),
        Some("append") => Some(Operation::Append),
        Some("remove") => Some(Operation::Remove),
        Some(_) | None => {
            let message = "expected `set`, `append` or `remove`";
            let help = "e.g. `set header x-tenant acme`";
            fields::wrong_value(cx, value.span, message.to_owned(), help.to_owned());
            None
        }
    }
}

/// Returns an HTTP status: three digits.
fn status(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<Spanned<u16>> {
    let word = values::known(cx, value, "the name of a property contains it")?;
    let number = Some(&word.value)
        .filter(|text| text.len() == 3)
        .and_then(|text| text.parse::<u16>().ok())
        .filter(|number| (100..=599).contains(number));
    if number.is_none() {
        let message = format!("invalid status `{}`", word.value);
        let help = "a status has three digits, e.g. `404`";
        fields::wrong_value(cx, word.span, message, help.to_owned());
    }
    number.map(|number| Spanned::new(number, word.span))
}

fn name_and_value(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
    operation: Operation,
    values: &[ast::Value],
    variables: VariableScope,
) -> Option<(Word, Text)> {
    let (name, value) = match (operation, values, &setting.block) {
        (Operation::Remove, [name], None) => (name, None),
        (Operation::Set | Operation::Append, [name, value], None) => (name, Some(value)),
        (Operation::Remove, ..) => {
            fields::wrong_count(
                cx,
                block,
                setting,
                "with `remove` takes a name and no value",
            );
            return None;
        }
        (Operation::Set | Operation::Append, ..) => {
            fields::wrong_count(cx, block, setting, "takes a name and one value here");
            return None;
        }
    };
    let name = self::values::known(cx, name, "the name of a property contains it")?;
    let value = match value {
        Some(value) => self::values::text(cx, value, variables),
        None => Text::literal("", setting.span),
    };
    Some((name, value))
}
