//! `invalid-truststore`: a truststore that is not an S3 object.

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
            let message = "`mtls-version` has no effect without `mtls`";
            found.push(
                Diagnostic::error(code, version.span, message).help("add `mtls s3://BUCKET/KEY`"),
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
            let message = format!("`{known}` is not the URI of an S3 object");
            found.push(
                Diagnostic::error(code, mtls.span, message).help("write it as `s3://BUCKET/KEY`"),
            );
        }
    }
}
