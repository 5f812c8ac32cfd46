//! Private or public: from the backend's item, its routes and its settings.

use crate::diag::Diagnostic;
use crate::diag::codes::{CONFLICTING_ACCESS, MISSING_ACCESS, UNSUPPORTED_ACCESS};
use crate::model::Access;
use crate::model::from_ast::Resolver;
use crate::model::from_ast::fields::Fields;
use crate::model::from_ast::names::BackendName;
use crate::source::Spanned;
use crate::syntax::ast;

/// Records `private` or `public`, and reports a conflict with an earlier word.
pub(super) fn record<'a>(cx: &mut Resolver<'a>, name: &str, word: &'a ast::Word) {
    let access = match word.value.as_str() {
        "private" => Access::Private,
        "public" => Access::Public,
        _ => return,
    };
    let Some(known) = cx.names.backends.get_mut(name) else {
        return;
    };
    let kind = known.kind.value;
    if let Some(fixed) = kind.info().access
        && fixed != access
    {
        let message = format!(
            "`{}` is always {}, but `{name}` is declared {}",
            kind.word(),
            fixed.word(),
            access.word()
        );
        let fault = Diagnostic::error(UNSUPPORTED_ACCESS, word.span, message)
            .help(format!("remove `{}`", access.word()));
        cx.report(fault);
        return;
    }
    match &known.access {
        None => known.access = Some(Spanned::new(access, word.span)),
        Some(first) if first.value != access => {
            let message = format!(
                "`{name}` is {} here but {} elsewhere",
                access.word(),
                first.value.word()
            );
            let (first, first_access) = (first.span, first.value);
            let fault = Diagnostic::error(CONFLICTING_ACCESS, word.span, message)
                .place(first, format!("{} here", first_access.word()))
                .help("a backend is either private or public in all places that name it");
            cx.report(fault);
        }
        Some(_) => {}
    }
}

/// Settings that only a private or only a public service has.
const OF_ACCESS: &[(&str, Access)] = &[
    ("url", Access::Public),
    ("ingress", Access::Private),
    ("listener", Access::Private),
    ("host", Access::Private),
];

/// Returns the access of a backend: declared, or implied by its settings; otherwise it is reported as missing.
pub(super) fn access(
    cx: &mut Resolver<'_>,
    known: &BackendName<'_>,
    fields: &Fields<'_>,
) -> Spanned<Access> {
    let name = known.name;
    if let Some(fixed) = known.kind.value.info().access {
        let span = known.access.as_ref().map_or(name.span, |said| said.span);
        return Spanned::new(fixed, span);
    }
    let mut found = known.access.clone();
    let implied = OF_ACCESS
        .iter()
        .filter_map(|(word, access)| Some((fields.one(word)?, *access)));
    for (setting, access) in implied {
        match &found {
            None => found = Some(Spanned::new(access, setting.name.span)),
            Some(said) if said.value != access => {
                let message = format!(
                    "`{}` is a setting of {} services, but `{}` is {}",
                    setting.name.value,
                    access.word(),
                    name.value,
                    said.value.word()
                );
                let help = match access {
                    Access::Public => "a private service has no URL; set its `arn`",
                    Access::Private => "set the `url` of a public service",
                };
                cx.report(
                    Diagnostic::error(CONFLICTING_ACCESS, setting.name.span, message)
                        .place(said.span, format!("{} here", said.value.word()))
                        .help(help),
                );
            }
            Some(_) => {}
        }
    }
    found.unwrap_or_else(|| {
        let message = format!("`{}` is neither private nor public", name.value);
        let help = format!(
            "write `{0} {1} private` if only its network reaches it, `{0} {1} public` if the internet does",
            known.kind.value.word(),
            name.value
        );
        cx.report(
            Diagnostic::error(MISSING_ACCESS, name.span, message)
                .help(help)
                .fix("write `private`", name.span.after(), " private"),
        );
        Spanned::new(Access::Private, name.span)
    })
}
