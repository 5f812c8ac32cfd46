//! Findings that only a target can make: each target accepts a different set of specs.
//!
//! It must not write output; everything that a target produces here is discarded.

use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::driver::{Analysis, finalize};
use crate::emit::{cfn, terraform};
use crate::facts::Facts;
use crate::graph::{self, Lowered, PatchTarget, Sealed};

/// A patch names its target, so one that cannot be applied is an error whatever the spec is built for.
const PATCHES: [Code; 2] = [
    codes::INVALID_TEMPLATE_PATCH,
    codes::INVALID_TERRAFORM_PATCH,
];

/// Returns the findings of all targets about a lowered spec. A limit of a single target is a warning, since the spec
/// may be meant for another one.
#[must_use]
pub fn check_targets(analysis: &Analysis, lowered: &Lowered, facts: &Facts) -> Vec<Diagnostic> {
    let Some(sealed) = &lowered.sealed else {
        return Vec::new();
    };
    let mut found = match graph::template_quota(sealed, facts) {
        // Do not spend time emitting a template that is too large anyway.
        Some(fault) => vec![fault],
        None => cfn::template(sealed, cfn::Notation::Json, facts)
            .err()
            .unwrap_or_default(),
    };
    if patches_terraform(sealed) {
        found.extend(terraform::module(sealed).err().unwrap_or_default());
    }
    for diagnostic in &mut found {
        if !PATCHES.contains(&diagnostic.code) {
            diagnostic.severity = Severity::Warning;
        }
    }
    finalize(&analysis.program, &analysis.sources, found)
}

fn patches_terraform(sealed: &Sealed) -> bool {
    let mut patches = sealed.graph().patches.iter();
    patches.any(|patch| patch.target.value == PatchTarget::Terraform)
}
