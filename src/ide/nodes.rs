//! Access to the trees of a spec's files.

use crate::driver::Files;
use crate::source::FileId;
use crate::syntax::ast::Item;

/// Returns the items of a file.
pub(super) fn items(files: &Files, file: FileId) -> &[Item] {
    let ast = files.asts.get(file.0 as usize);
    ast.map_or(&[], |ast| &ast.items)
}
