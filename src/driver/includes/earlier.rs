//! The trees of an earlier load, so that a changed spec is not parsed as a whole.

use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::driver::Files;
use crate::source::{FileId, SourceFile};
use crate::syntax::{self, Parse};

/// The files of an earlier load, by their ids; each can be used once.
#[derive(Default)]
pub(super) struct Earlier {
    files: Vec<Option<(SourceFile, Parse)>>,
}

impl Earlier {
    /// Takes the trees out of a spec, without a copy if nothing else uses them.
    pub(super) fn new(files: Files) -> Self {
        let Files {
            sources,
            asts,
            comments,
            mut diagnostics,
        } = files;
        let trees = Arc::unwrap_or_clone(asts).into_iter();
        let trees = trees.zip(Arc::unwrap_or_clone(comments));
        let files = sources
            .iter()
            .zip(trees)
            .map(|((id, file), (ast, comments))| {
                let in_file = |found: &mut Diagnostic| found.primary.span.file == id;
                let diagnostics = diagnostics.extract_if(.., in_file).collect();
                let parse = Parse {
                    ast,
                    comments,
                    diagnostics,
                };
                Some((file.clone(), parse))
            });
        Self {
            files: files.collect(),
        }
    }

    /// Parses a file.
    pub(super) fn parse(&mut self, file: FileId, identity: &str, text: &str) -> Parse {
        let earlier = self.files.get_mut(file.0 as usize);
        match earlier.and_then(|it| it.take_if(|(before, _)| before.identity == identity)) {
            Some((before, parse)) => syntax::reparse(parse, &before.text, text),
            None => syntax::parse(file, text),
        }
    }
}
