//! Edits that the help of a finding suggests and its fix does not make, for a person to choose from in an editor.
//!
//! Each edit removes its finding. It must not repeat a fix of the finding.

use crate::diag::{Code, Diagnostic, Edit, Fix, codes};
use crate::facts::Facts;
use crate::ide::actions::block_start;
use crate::ide::{Spec, nodes, requests};
use crate::source::{Span, offset_of};
use crate::syntax::ast::{self, ItemKind, Target};

/// Findings about unused items and unreachable routes.
const REMOVED: [Code; 5] = [
    codes::OPTIONS_BESIDE_CORS,
    codes::UNUSED_BACKEND,
    codes::UNUSED_AUTH,
    codes::UNUSED_NETWORK,
    codes::UNUSED_PARAM,
];

/// The maximum number of authorizers to offer for a public route.
const MOST_AUTHS: usize = 4;

/// Returns the edits, most likely first.
#[must_use]
pub fn edits(spec: &Spec, facts: &Facts, diagnostic: &Diagnostic) -> Vec<Fix> {
    let code = diagnostic.code;
    let span = diagnostic.primary.span;
    if diagnostic.fix.is_some() {
        return Vec::new();
    }
    if code == codes::UNPROTECTED_ROUTE || code == codes::WEAKER_AUTH {
        protect(spec, span)
    } else if code == codes::UNMATCHED_PREFIX {
        match_prefix(spec, span).into_iter().collect()
    } else if REMOVED.contains(&code) {
        remove_item(spec, span).into_iter().collect()
    } else if code == codes::UNEXPECTED_BACKEND {
        expect_answer(spec, facts, span).into_iter().collect()
    } else if code == codes::MTLS_BYPASS {
        in_gateway(spec, "endpoint off").into_iter().collect()
    } else if code == codes::DUPLICATE_MAPPING {
        vec![remove(spec, "remove this mapping", span)]
    } else {
        Vec::new()
    }
}

/// Inserts a line at the start of the gateway's block, or a block with it.
fn in_gateway(spec: &Spec, line: &str) -> Option<Fix> {
    let files = spec.files.asts.iter();
    let mut gateways = files
        .flat_map(|ast| &ast.items)
        .filter_map(|item| match &item.kind {
            ItemKind::Gateway(gateway) => Some((item, gateway)),
            _ => None,
        });
    let (item, gateway) = gateways.next()?;
    let title = format!("write `{line}`");
    if gateway.settings.is_none() {
        return Some(one(title, item.span.after(), format!(" {{ {line} }}")));
    }
    let (text, span) = block_start(spec, item);
    Some(match text.contains('\n') {
        true => one(title, span, format!("\n  {line}")),
        false => one(title, span, format!(" {line};")),
    })
}

fn protect(spec: &Spec, path: Span) -> Vec<Fix> {
    let Some((_, route)) = route_at(spec, path) else {
        return Vec::new();
    };
    let target = match &route.target {
        Target::Backend { span, .. } => *span,
        Target::Url(value) => value.span,
    };
    let last = route.clauses.last().map_or(target, |clause| clause.span);
    let mut clauses = vec!["open".to_owned()];
    let auths = spec.program().auths.iter().take(MOST_AUTHS);
    clauses.extend(auths.map(|auth| format!("auth {}", auth.name.value)));
    let fix = |clause: String| {
        one(
            format!("write `{clause}`"),
            last.after(),
            format!(" {clause}"),
        )
    };
    clauses.into_iter().map(fix).collect()
}

fn match_prefix(spec: &Spec, path: Span) -> Option<Fix> {
    let written = spec.sources().slice(path);
    let inside = written.rfind("+>")?;
    let start = path.start + offset_of(inside);
    let span = Span::new(path.file, start, start + 1);
    let name = written.get(..inside)?.rsplit('<').next()?;
    Some(one(format!("write `<{name}*>`"), span, "*".to_owned()))
}

/// Removes the item that contains a name or path; for a param, also its values in environments.
fn remove_item(spec: &Spec, place: Span) -> Option<Fix> {
    let found = route_at(spec, place).map(|(item, _)| item);
    let item = found.or_else(|| {
        let mut items = nodes::items(&spec.files, place.file).iter();
        items.find(|item| item.span.start <= place.start && place.end <= item.span.end)
    })?;
    let mut fix = remove(spec, "remove it", with_docs(item));
    if let ItemKind::Param(param) = &item.kind {
        let settings = spec.files.asts.iter().flat_map(|ast| &ast.items);
        let settings = settings.filter_map(|item| match &item.kind {
            ItemKind::Env(env) => env.settings.as_ref(),
            _ => None,
        });
        let own = settings
            .flatten()
            .filter(|setting| setting.name.value == param.name.value);
        let edits = own.flat_map(|setting| remove(spec, "", setting.span).edits);
        fix.edits.extend(edits);
        if fix.edits.len() > 1 {
            "remove it, and its values".clone_into(&mut fix.title);
        }
    }
    Some(fix)
}

/// Changes a test to expect the answer that its request gets.
fn expect_answer(spec: &Spec, facts: &Facts, place: Span) -> Option<Fix> {
    let answer = requests::answer_of_test(spec, facts, place.file, place.start)?;
    let title = format!("expect `{answer}`");
    let quoted =
        answer.contains(|letter: char| letter.is_whitespace() || "${}[]\";".contains(letter));
    let written = match quoted {
        true => format!("\"{}\"", answer.replace('"', "\\\"")),
        false => answer,
    };
    Some(one(title, place, written))
}

fn route_at(spec: &Spec, path: Span) -> Option<(&ast::Item, &ast::Route)> {
    fn find(items: &[ast::Item], path: Span) -> Option<(&ast::Item, &ast::Route)> {
        items.iter().find_map(|item| match &item.kind {
            ItemKind::Route(route) if route.path.span == path => Some((item, &**route)),
            ItemKind::Group(group) => find(&group.items, path),
            _ => None,
        })
    }
    find(nodes::items(&spec.files, path.file), path)
}

fn with_docs(item: &ast::Item) -> Span {
    match &item.docs {
        Some(docs) => docs.span.to(item.span),
        None => item.span,
    }
}

/// Removes a piece of text together with its lines, or with the adjacent `;`.
fn remove(spec: &Spec, title: &str, span: Span) -> Fix {
    let text = spec.sources().text(span.file);
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let alone_before = before
        .get(line..)
        .is_some_and(|rest| rest.trim().is_empty());
    let spaces = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let rest = after.get(spaces..).unwrap_or("");
    if alone_before && (rest.is_empty() || rest.starts_with('\n')) {
        start = line;
        end += spaces + usize::from(rest.starts_with('\n'));
    } else if rest.starts_with(';') {
        let more = rest.get(1..).unwrap_or("");
        end += spaces + 1 + (more.len() - more.trim_start_matches(' ').len());
    } else if before.trim_end().ends_with(';') {
        start = before.trim_end().len() - 1;
    }
    let span = Span::new(span.file, offset_of(start), offset_of(end));
    one(title.to_owned(), span, String::new())
}

fn one(title: String, span: Span, text: String) -> Fix {
    Fix {
        title,
        edits: vec![Edit { span, text }],
        safe: false,
    }
}
