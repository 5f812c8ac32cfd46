//! `shared-authorizer-cache`: a cached Lambda authorizer whose result for one route also applies to others.

use std::collections::BTreeSet;

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{AuthBody, Authorization, RouteKey};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::SHARED_AUTHORIZER_CACHE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (id, auth) in spec.program.auth_ids() {
        let AuthBody::Lambda {
            identity,
            ttl: Some(ttl),
            simple,
            ..
        } = &auth.body
        else {
            continue;
        };
        let by_route = identity.iter().any(|word| word.value == "context.routeKey");
        if ttl.value.known() == Some(0) || by_route {
            continue;
        }
        let routes = spec.program.routes.iter().filter(|route| {
            matches!(&route.authorization, Authorization::Required(auth) if auth.auth == Some(id))
        });
        let keys: BTreeSet<&RouteKey> = routes.map(|route| &route.key).collect();
        if keys.len() < 2 {
            continue;
        }
        let others = match keys.len() - 1 {
            1 => "another".to_owned(),
            count => format!("{count} others"),
        };
        let message = format!(
            "the cached answer of `{}` for one route also applies to {others}",
            auth.name.value
        );
        let help = "add `context.routeKey` to `identity` for an answer per route, or set `ttl 0s`";
        // A policy can name the routes that it allows; a simple response cannot.
        let finding = if simple.is_some() {
            Diagnostic::warning(code, ttl.span, message)
        } else {
            Diagnostic::note(code, ttl.span, message)
        };
        found.push(finding.help(help));
    }
}
