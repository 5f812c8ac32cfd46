//! `unused-auth`: an authorizer that no route uses.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Authorization, Symbol};
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNUSED_AUTH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let routes = spec.program.routes.iter();
    let uses = routes.filter_map(|route| match &route.authorization {
        Authorization::Required(auth) => auth.auth,
        Authorization::Open(_) | Authorization::Unknown => None,
    });
    let gateway = spec
        .program
        .gateway
        .auth
        .iter()
        .filter_map(|auth| auth.auth);
    let used: BTreeSet<_> = uses.chain(gateway).collect();
    // A faulty route still uses the authorizer that it names.
    let named: BTreeSet<&str> = spec
        .program
        .uses
        .iter()
        .filter(|usage| !usage.declares)
        .filter_map(|usage| match &usage.symbol {
            Symbol::Auth(name) => Some(name.as_str()),
            Symbol::Backend(_)
            | Symbol::Network(_)
            | Symbol::Param(_)
            | Symbol::Output(_)
            | Symbol::Env(_) => None,
        })
        .collect();
    for (id, auth) in spec.program.auth_ids() {
        if !used.contains(&id) && !named.contains(auth.name.value.as_str()) {
            let message = format!("unused authorizer `{}`", auth.name.value);
            let help = format!(
                "add `auth {}` to a route, a group or the gateway, or remove the authorizer",
                auth.name.value
            );
            found.push(Diagnostic::warning(code, auth.name.span, message).help(help));
        }
    }
}
