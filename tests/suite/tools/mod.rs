//! The judges: other people's programs that say whether what the compiler wrote is right.
//!
//! What a package registry has is installed by the tests themselves, once, with every version pinned
//! (`tests/tools/`), into the ignored folder `.tools`; a test that needs it asks [`judges`], and is skipped loudly where it
//! cannot be had or `GWC_JUDGES=off` leaves it out. Terraform and its provider are in no registry: a test that needs them
//! asks [`Terraform::find`], which says so loudly where they are missing.

mod bindings;
mod install;
mod lint;
mod moto;
mod properties;
mod schema;
mod scratch;
mod skipped;
mod terraform;

pub(crate) use bindings::{assert_provider_six, provider_six_findings};
#[cfg(feature = "live")]
pub(crate) use install::recipe;
pub(crate) use install::{documents_home, editors_home, judges, python};
pub(crate) use lint::{
    assert_cfn_lint, assert_cloudformation_validate, cfn_lint_findings,
    cloudformation_validate_findings,
};
pub(crate) use moto::Moto;
pub(crate) use properties::{Judged, assert_properties, property_findings, registry_schema};
pub(crate) use schema::{assert_schema, schema_findings};
pub(crate) use scratch::{Scratch, succeed};
pub(crate) use skipped::skipped;
pub(crate) use terraform::Terraform;
