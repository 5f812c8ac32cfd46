//! `appconfig-without-ids`: an AppConfig profile that is given by names instead of ids.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, BackendKind, ServiceKind};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::APPCONFIG_WITHOUT_IDS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &spec.program.backends {
        let BackendBody::Service { resource } = &backend.body else {
            continue;
        };
        if backend.kind != BackendKind::Service(ServiceKind::AppConfig) {
            continue;
        }
        let Some(profile) = resource.known().filter(|known| !known.contains(':')) else {
            continue;
        };
        // Anything but three parts has its own finding.
        let parts: Vec<&str> = profile.split('/').filter(|part| !part.is_empty()).collect();
        let name = parts.iter().find(|part| !is_id(part));
        if let Some(name) = name.filter(|_| parts.len() == 3) {
            let message = format!("`{name}` is a name; AppConfig needs ids here");
            let help = "write APPLICATION-ID/ENVIRONMENT-ID/PROFILE-ID, e.g. `339ohji/54j1r29/ur8hx2f`; permissions are granted by id";
            found.push(Diagnostic::error(code, resource.span, message).help(help));
        }
    }
}

/// Ids have four to seven lower-case letters and digits; shorter words without a digit are names.
fn is_id(text: &str) -> bool {
    let letters = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    letters && (4..=7).contains(&text.len()) && (has_digit || text.len() == 7)
}
