//! What a build would find that no stage before it can: each target reads a spec with eyes of its own.
//!
//! It must not write anything down; what a target makes here is thrown away.

use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::driver::{Analysis, finalize};
use crate::emit::{cfn, terraform};
use crate::facts::Facts;
use crate::graph::{self, Lowered, PatchTarget, Sealed};

/// A patch says its target, so one that leads nowhere is wrong whatever the spec is built for.
const PATCHES: [Code; 2] = [
    codes::INVALID_TEMPLATE_PATCH,
    codes::INVALID_TERRAFORM_PATCH,
];

/// What the targets would say of a lowered spec. A limit that only one of them has is a warning, since the spec may be
/// for another.
#[must_use]
pub fn check_targets(analysis: &Analysis, lowered: &Lowered, facts: &Facts) -> Vec<Diagnostic> {
    let Some(sealed) = &lowered.sealed else {
        return Vec::new();
    };
    let mut found = match graph::template_quota(sealed, facts) {
        // A template that is too large anyway is not worth the time that it takes.
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
