//! `malformed-id`: an id in the wrong format.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Connector, ListArg, Source, Text};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MALFORMED_ID,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for network in &spec.program.networks {
        check(code, &network.vpc, "vpc-", "a VPC", found);
        list(code, &network.subnets, "subnet-", "a subnet", found);
        if let Some(groups) = &network.security_groups {
            list(code, &groups.value, "sg-", "a security group", found);
        }
    }
    for backend in &spec.program.backends {
        let Some(source) = backend.body.source() else {
            continue;
        };
        if let Source::Created(container) = source
            && let Some(Connector::Created {
                subnets,
                security_groups,
                ..
            }) = &container.connector
        {
            list(code, subnets, "subnet-", "a subnet", found);
            list(code, security_groups, "sg-", "a security group", found);
        }
    }
    for domain in &spec.program.gateway.domains {
        if let Some(zone) = &domain.zone
            && let Some(known) = zone.known()
            && !is_zone(known)
        {
            let message = format!("`{known}` is not the id of a hosted zone");
            let help = "write an id such as `Z0123456789ABCDEFGHIJ`";
            found.push(Diagnostic::error(code, zone.span, message).help(help));
        }
    }
}

fn list(code: Code, list: &ListArg, prefix: &str, noun: &str, found: &mut Vec<Diagnostic>) {
    if let ListArg::Known(texts) = list {
        for text in texts {
            check(code, text, prefix, noun, found);
        }
    }
}

fn check(code: Code, text: &Text, prefix: &str, noun: &str, found: &mut Vec<Diagnostic>) {
    let Some(known) = text.known().filter(|known| !known.is_empty()) else {
        return;
    };
    let rest = known.strip_prefix(prefix);
    let fits = rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    if !fits {
        let message = format!("`{known}` is not the id of {noun}");
        let help = format!("write an id such as `{prefix}0abc1234567890def`");
        found.push(Diagnostic::error(code, text.span, message).help(help));
    }
}

fn is_zone(text: &str) -> bool {
    text.starts_with('Z')
        && (2..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
