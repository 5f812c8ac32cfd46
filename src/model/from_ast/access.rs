//! Private or public: what is said of a backend, here and there, and what its settings tell.

use crate::diag::Diagnostic;
use crate::model::faults::{ACCESS_CLASH, FIXED_ACCESS, MISSING_ACCESS};
use crate::model::from_ast::Resolver;
use crate::model::from_ast::fields::Fields;
use crate::model::from_ast::names::BackendName;
use crate::model::{Access, BackendKind};
use crate::source::Spanned;
use crate::syntax::ast;

/// Holds `private` or `public` against what was said before.
pub(super) fn say<'a>(cx: &mut Resolver<'a>, name: &str, word: &'a ast::Word) {
    let access = match word.value.as_str() {
        "private" => Access::Private,
        "public" => Access::Public,
        _ => return,
    };
    let Some(known) = cx.names.backends.get_mut(name) else {
        return;
    };
    let kind = known.kind.value;
    if let Some(fixed) = fixed(kind)
        && fixed != access
    {
        let message = format!(
            "`{}` is always {}, and `{name}` is said to be {}",
            kind.word(),
            fixed.word(),
            access.word()
        );
        let fault = Diagnostic::error(FIXED_ACCESS, word.span, message)
            .help(format!("leave out `{}`", access.word()));
        cx.report(fault);
        return;
    }
    match &known.access {
        None => known.access = Some(Spanned::new(access, word.span)),
        Some(first) if first.value != access => {
            let message = format!(
                "`{name}` is {} here, and {} elsewhere",
                access.word(),
                first.value.word()
            );
            let first = first.span;
            let fault = Diagnostic::error(ACCESS_CLASH, word.span, message)
                .related(first, "the other word")
                .help("a backend is private or public, and the same everywhere");
            cx.report(fault);
        }
        Some(_) => {}
    }
}

/// The access of kinds that know only one.
pub(super) fn fixed(kind: BackendKind) -> Option<Access> {
    match kind {
        BackendKind::AppRunner | BackendKind::Ecs => None,
        BackendKind::Alb | BackendKind::Nlb | BackendKind::CloudMap => Some(Access::Private),
        BackendKind::Lambda | BackendKind::Service(_) => Some(Access::Public),
    }
}

/// Settings that only a private or only a public service has.
const OF_ACCESS: &[(&str, Access)] = &[
    ("url", Access::Public),
    ("ingress", Access::Private),
    ("listener", Access::Private),
    ("host", Access::Private),
];

/// The access of a backend: said, told by its settings, or asked for.
pub(super) fn access(
    cx: &mut Resolver<'_>,
    known: &BackendName<'_>,
    fields: &Fields<'_>,
) -> Spanned<Access> {
    let name = known.name;
    if let Some(fixed) = fixed(known.kind.value) {
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
                    "`{}` is a setting of a {} service, and `{}` is {}",
                    setting.name.value,
                    access.word(),
                    name.value,
                    said.value.word()
                );
                let help = match access {
                    Access::Public => "a private service has no URL; name it by its `arn`",
                    Access::Private => "a public service is named by its `url`",
                };
                cx.report(
                    Diagnostic::error(ACCESS_CLASH, setting.name.span, message)
                        .related(said.span, "said here")
                        .help(help),
                );
            }
            Some(_) => {}
        }
    }
    found.unwrap_or_else(|| {
        let message = format!("`{}` is said to be neither private nor public", name.value);
        let help = format!(
            "write `{0} {1} private` where only its network reaches it, `{0} {1} public` where the internet does",
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
