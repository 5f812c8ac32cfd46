//! The services of a program that are created from an image.

use crate::model::{Backend, Container, Program, Source};

/// A service created from an image.
pub(super) struct Created<'p> {
    /// The backend.
    pub(super) backend: &'p Backend,
    /// Its settings.
    pub(super) container: &'p Container,
}

/// All of them, by name.
pub(super) fn all(program: &Program) -> impl Iterator<Item = Created<'_>> {
    program
        .backends
        .iter()
        .filter_map(|backend| match backend.body.source()? {
            Source::Created(container) => Some(Created { backend, container }),
            Source::Existing { .. } => None,
        })
}
