//! Patches, with their JSON parsed.

use crate::diag::Diagnostic;
use crate::diag::codes::{INVALID_JSON, UNKNOWN_KIND, WRONG_VALUE};
use crate::model::from_ast::Resolver;
use crate::model::{Patch, PatchTarget};
use crate::source::{Span, Spanned, offset_of};
use crate::syntax::ast::{self, ItemKind};

/// Returns the `patch` items of all files.
pub(super) fn patches(cx: &mut Resolver<'_>, asts: &[ast::Ast]) -> Vec<Patch> {
    let mut patches = Vec::new();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        if let ItemKind::Patch(patch) = &item.kind {
            patches.extend(self::patch(cx, item, patch));
        }
    }
    patches
}

fn patch(cx: &mut Resolver<'_>, item: &ast::Item, patch: &ast::Patch) -> Option<Patch> {
    let target = match patch.target.value.as_str() {
        "cfn" => Some(PatchTarget::Cfn),
        "terraform" => Some(PatchTarget::Terraform),
        other => {
            let message = format!("unknown patch target `{other}`");
            let help = "expected `cfn` or `terraform`";
            cx.report(Diagnostic::error(UNKNOWN_KIND, patch.target.span, message).help(help));
            None
        }
    };
    let pointer = &patch.pointer;
    if !pointer.value.starts_with('/') {
        let message = "a JSON pointer starts with `/`";
        let fix = format!("\"/{}\"", pointer.value);
        let fault = Diagnostic::error(WRONG_VALUE, pointer.span, message)
            .fix(format!("write `{fix}`"), pointer.span, fix)
            .help("it points below the resource's properties, e.g. `/Description`");
        cx.report(fault);
    }
    let value = json(cx, &patch.json)?;
    Some(Patch {
        span: item.span,
        target: Spanned::new(target?, patch.target.span),
        address: patch.address.clone(),
        pointer: pointer.clone(),
        value: Spanned::new(value, patch.json.span),
    })
}

fn json(cx: &mut Resolver<'_>, text: &Spanned<String>) -> Option<serde_json::Value> {
    match serde_json::from_str(&text.value) {
        Ok(value) => Some(value),
        Err(error) => {
            let span = span_at(text, error.line(), error.column());
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or(&why);
            let message = format!("invalid JSON: {why}");
            let help = "JSON strings need quotes, e.g. `\"text\"`";
            cx.report(Diagnostic::error(INVALID_JSON, span, message).help(help));
            None
        }
    }
}

/// Returns the span of a line and column, both from 1, in a text of the file.
fn span_at(text: &Spanned<String>, line: usize, column: usize) -> Span {
    let lines = text.value.split_inclusive('\n');
    let before: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
    let at = before + column.saturating_sub(1);
    // A column beyond the text is its end: something is missing there.
    let at = offset_of(at.min(text.value.len()));
    let start = text.span.start.saturating_add(at).min(text.span.end);
    Span::new(text.span.file, start, text.span.end.max(start))
}
