//! Source files and positions in them.
//!
//! Owns the texts of a build, byte spans and the line index. Must not read files itself (a [`Loader`] does), and does
//! not depend on the language.

mod line_index;
mod loader;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use line_index::{LineIndex, Position, offset_of};
pub use loader::{EntryKind, FolderEntry, LoadError, LoadErrorKind, Loaded, Loader, MemoryLoader};

/// A file of a [`Sources`] table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file that the offsets count in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Returns a span over `start..end`, in bytes of `file`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// Returns the smallest span that covers both, in `self`'s file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Returns the span as a range of byte offsets.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns an empty span at the end of this one, for something that is missing.
    #[must_use]
    pub fn after(self) -> Self {
        Self {
            start: self.end,
            ..self
        }
    }

    /// Returns true if `offset` is inside the span or at its end (where an editor's cursor can be).
    #[must_use]
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }
}

/// A value and its span.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its span.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its span.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One file of a build.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name that diagnostics show: a path as the user wrote it, or a placeholder such as `<stdin>`.
    pub name: String,
    /// Identifies the file: two paths to the same file have the same identity.
    pub identity: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Ranges of the text that must not be shown: secrets.
    pub hidden: Vec<Range<usize>>,
}

/// All files of a build, in the order in which they were loaded.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text whose name is its identity.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let name = name.into();
        self.add_file(SourceFile {
            identity: name.clone(),
            name,
            text: text.into(),
            hidden: Vec::new(),
        })
    }

    /// Adds a file.
    pub fn add_file(&mut self, file: SourceFile) -> FileId {
        let id = file_id(self.files.len());
        self.files.push(file);
        id
    }

    /// Hides the text of a span wherever the file is quoted.
    pub fn hide(&mut self, span: Span) {
        if let Some(file) = self.files.get_mut(span.file.0 as usize) {
            file.hidden.push(span.range());
        }
    }

    /// Returns the text of a file for quoting: every hidden byte is replaced by `*`, so spans stay valid.
    #[must_use]
    pub fn visible_text(&self, id: FileId) -> Cow<'_, str> {
        let Some(file) = self.get(id).filter(|file| !file.hidden.is_empty()) else {
            return Cow::Borrowed(self.text(id));
        };
        let mut bytes = file.text.as_bytes().to_vec();
        for range in &file.hidden {
            let hidden = bytes.get_mut(range.clone()).into_iter().flatten();
            hidden
                .filter(|byte| **byte != b'\n')
                .for_each(|byte| *byte = b'*');
        }
        // INVARIANT: spans begin and end between characters.
        let shown = String::from_utf8(bytes);
        let shown = shown.unwrap_or_else(|error| never!("a span within a character: {error}"));
        Cow::Owned(shown)
    }

    /// Returns the file of an id; `None` for an id of another table.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Returns the display name of a file, empty for an unknown id.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map_or("", |file| file.name.as_str())
    }

    /// Returns the text of a file, empty for an unknown id.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.get(id).map_or("", |file| &*file.text)
    }

    /// Returns the text of a span; empty if the span does not fit the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// Ids and files, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (file_id(index), file))
    }

    /// Returns the number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns true if there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

// INVARIANT: a spec has at most 1,000 files.
fn file_id(index: usize) -> FileId {
    let number = u32::try_from(index);
    FileId(number.unwrap_or_else(|_| never!("{index} files in one spec")))
}
