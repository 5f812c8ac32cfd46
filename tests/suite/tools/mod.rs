//! The judges: third-party programs that check the compiler's output.
//!
//! The tests themselves install judges from package registries, once, with every version pinned (`tests/tools/`), into
//! the ignored folder `.tools`. A test that needs them calls [`judges`], and is loudly skipped if they are not
//! available or `GWC_JUDGES=off` is set. [`emacs`] and [`helix`] may be missing where the others are
//! there. Terraform and its provider are in no registry: a test that needs them calls [`Terraform::find`], which loudly
//! reports if they are missing.

mod bindings;
mod install;
mod lint;
mod moto;
mod properties;
mod schema;
mod scratch;
mod shared;
mod skipped;
mod terraform;

pub(crate) use bindings::{assert_provider_six, provider_six_findings};
#[cfg(all(feature = "live", unix))]
pub(crate) use install::judges_or_installed;
pub(crate) use install::{documents_home, editors_home, emacs, helix, judges, python, stride};
#[cfg(feature = "live")]
pub(crate) use install::{leave_out, recipe};
pub(crate) use lint::{
    assert_cfn_lint, assert_cloudformation_validate, cfn_lint_findings,
    cloudformation_validate_findings,
};
pub(crate) use moto::Moto;
pub(crate) use properties::{Judged, assert_properties, property_findings, registry_schema};
pub(crate) use schema::{assert_schema, schema_findings};
pub(crate) use scratch::{Scratch, succeed};
pub(crate) use shared::facts;
pub(crate) use skipped::report_skipped;
pub(crate) use terraform::Terraform;
