//! The services of a program that are made from an image.

use crate::model::{Backend, Container, Program, Source};

/// A service made from an image.
pub(super) struct Made<'p> {
    /// The backend.
    pub(super) backend: &'p Backend,
    /// What it is made of.
    pub(super) container: &'p Container,
}

/// Every one, by name.
pub(super) fn all(program: &Program) -> impl Iterator<Item = Made<'_>> {
    program
        .backends
        .iter()
        .filter_map(|backend| match backend.body.source()? {
            Source::Created(container) => Some(Made { backend, container }),
            Source::Existing { .. } => None,
        })
}
