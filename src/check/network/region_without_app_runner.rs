//! `region-without-app-runner`: an App Runner service in a region without App Runner.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::BackendKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::REGION_WITHOUT_APP_RUNNER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Some(region) = &spec.program.gateway.region else {
        return;
    };
    let regions = &spec.facts.regions;
    if !regions.is_known(&region.value) || regions.has_app_runner(&region.value) {
        return;
    }
    let mut services = spec.program.backends.iter();
    if let Some(backend) = services.find(|backend| backend.kind == BackendKind::AppRunner) {
        let message = format!("App Runner is not available in `{}`", region.value);
        found.push(
            Diagnostic::error(code, region.span, message)
                .place(backend.name.span, "this is an App Runner service")
                .help(format!(
                    "it is available in {}; ECS is an alternative: `ecs {}`",
                    regions.with_app_runner().join(", "),
                    backend.name.value
                )),
        );
    }
}
