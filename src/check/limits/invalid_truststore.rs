//! `invalid-truststore`: a truststore that is no object in S3.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_TRUSTSTORE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for domain in &spec.program.gateway.domains {
        if let (None, Some(version)) = (&domain.mtls, &domain.mtls_version) {
            let message = "`mtls-version` says nothing without `mtls`";
            found.push(
                Diagnostic::error(code, version.span, message)
                    .help("write `mtls s3://BUCKET/KEY` too"),
            );
        }
        let Some(mtls) = &domain.mtls else {
            continue;
        };
        let Some(known) = mtls.known() else {
            continue;
        };
        let object = known
            .strip_prefix("s3://")
            .and_then(|rest| rest.split_once('/'));
        if !object.is_some_and(|(bucket, key)| !bucket.is_empty() && !key.is_empty()) {
            let message = format!("`{known}` is no object in S3");
            found.push(
                Diagnostic::error(code, mtls.span, message).help("it is written `s3://BUCKET/KEY`"),
            );
        }
    }
}
