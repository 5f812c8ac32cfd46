//! `conflicting-domain`: a domain that is declared twice with different settings.

use std::collections::BTreeMap;

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Certificate, Domain, Text};
use crate::source::Span;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CONFLICTING_DOMAIN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, Vec<&Domain>> = BTreeMap::new();
    for domain in &spec.program.gateway.domains {
        let Some(host) = domain.host.known() else {
            continue;
        };
        let before = first.entry(host).or_default();
        // A duplicate path has its own finding.
        let path = |domain: &Domain| domain.path.as_ref().map(|path| path.parts.clone());
        if !before.iter().any(|other| path(other) == path(domain)) {
            for (name, value) in settings(domain) {
                let others = before.iter().flat_map(|other| settings(other));
                let other = others
                    .into_iter()
                    .find(|(setting, other)| *setting == name && other.differs(&value));
                if let Some((_, other)) = other {
                    let message = format!("`{host}` is declared with another `{name}` before");
                    found.push(
                        Diagnostic::error(code, value.span, message)
                            .place(other.span, "declared here first")
                            .help("a domain has one certificate, zone, truststore and TLS version; only `path` may differ"),
                    );
                }
            }
        }
        before.push(domain);
    }
}

/// A setting of a domain.
struct Value {
    text: Vec<crate::model::Part>,
    span: Span,
}

impl Value {
    fn differs(&self, other: &Self) -> bool {
        self.text != other.text
    }
}

/// The settings of a domain, except for its path.
fn settings(domain: &Domain) -> Vec<(&'static str, Value)> {
    let certificate = match &domain.certificate {
        Certificate::Arn(arn) => arn.known().map(|_| value(arn)),
        Certificate::Auto(span) => Some(Value {
            text: Vec::new(),
            span: *span,
        }),
        // The certificate of an existing domain belongs to its stack.
        Certificate::OfExistingDomain(span) => Some(Value {
            text: vec![crate::model::Part::Literal("existing".to_owned())],
            span: *span,
        }),
    };
    let tls = domain.tls.as_ref().map(|word| Value {
        text: vec![crate::model::Part::Literal(word.value.clone())],
        span: word.span,
    });
    // A zone that the spec does not set is an input, and not a setting.
    let zone = domain
        .zone
        .as_ref()
        .filter(|zone| zone.known().is_some())
        .map(value);
    let all = [
        ("certificate", certificate),
        ("zone", zone),
        ("ownership", domain.ownership.as_ref().map(value)),
        ("mtls", domain.mtls.as_ref().map(value)),
        ("mtls-version", domain.mtls_version.as_ref().map(value)),
        ("tls", tls),
    ];
    let given = all
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    given.collect()
}

fn value(text: &Text) -> Value {
    Value {
        text: text.parts.clone(),
        span: text.span,
    }
}
