//! `unknown-region`: an unknown region.

use crate::check::{Rule, Spec};
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_REGION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Some(region) = &spec.program.gateway.region else {
        return;
    };
    let regions = &spec.facts.regions;
    if regions.is_known(&region.value) {
        return;
    }
    let near = nearest(&mut Budget::default(), &region.value, regions.all());
    let message = format!("unknown region `{}`", region.value);
    found.push(match near.first() {
        Some(near) => Diagnostic::error(code, region.span, message)
            .help(format!("did you mean `{near}`?"))
            .fix(format!("write `{near}`"), region.span, *near),
        // Regions are added more often than programs are updated.
        None if has_form(&region.value) => {
            let message = format!("`gwc` does not know the region `{}`", region.value);
            Diagnostic::warning(code, region.span, message)
                .help("it is used as written; newer versions may know it")
        }
        None => {
            Diagnostic::error(code, region.span, message).help("write a region such as `eu-west-1`")
        }
    });
}

/// `xx-words-9`
fn has_form(region: &str) -> bool {
    let parts: Vec<&str> = region.split('-').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.split_last() {
        Some((last, words)) => {
            words.len() >= 2
                && words.iter().all(word)
                && !last.is_empty()
                && last.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    }
}
