//! The services of a program that are created from an image.

use crate::model::{Backend, Container, Program, Source};

/// A service created from an image.
pub(super) struct Made<'p> {
    /// The backend.
    pub(super) backend: &'p Backend,
    /// Its settings.
    pub(super) container: &'p Container,
}

/// All of them, by name.
pub(super) fn all(program: &Program) -> impl Iterator<Item = Made<'_>> {
    program
        .backends
        .iter()
        .filter_map(|backend| match backend.body.source()? {
            Source::Created(container) => Some(Made { backend, container }),
            Source::Existing { .. } => None,
        })
}
