//! `url-of-private-service`: an output that reads the URL of a private service.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Access, BackendKind, OutputOf};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::URL_OF_PRIVATE_SERVICE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for output in &spec.program.outputs {
        let OutputOf::Backend(id) = output.of else {
            continue;
        };
        let Some(backend) = spec.program.backend(id) else {
            continue;
        };
        let is_service = matches!(backend.kind, BackendKind::AppRunner | BackendKind::Ecs);
        if output.attribute.value == "url" && backend.access.value == Access::Private && is_service
        {
            let name = &backend.name.value;
            let message = format!("`{name}` is private, and private services have no URL");
            found.push(
                Diagnostic::error(code, output.attribute.span, message)
                    .place(backend.access.span, "private")
                    .help(format!(
                        "use `{name}.domain`, the name that its network reaches it by"
                    ))
                    .fix("write `domain`", output.attribute.span, "domain"),
            );
        }
    }
}
