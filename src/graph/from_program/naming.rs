//! Ids: words that identify a resource, and its former ids, from `moved` items.
//!
//! Hyphens join the words of an id and can also occur in names, so two different resources could get the same id
//! (`orders` at `/v2`, `orders-v2` as sent). Three rules prevent this, independently of the other resources in the
//! spec: the compiler's own words that could be mistaken for the end of a name are reserved, and a name that contains
//! one gets a digest; so do two adjacent hyphenated names; and so does a path literal that is not a single plain word.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::graph::id::{Id, RESERVED, mark};
use crate::graph::resource::Kind;
use crate::model::{BackendKind, Moved};

/// A piece of an id.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'n> {
    /// A fixed word of the compiler.
    Word(&'n str),
    /// A backend's name.
    Backend(BackendKind, &'n str),
    /// A network's name; the implied network has none and adds no word.
    Network(Option<&'n str>),
    /// An authorizer's name.
    Auth(&'n str),
    /// Text of the spec, e.g. a segment of a path or a label of a host.
    Text(&'n str),
}

/// Creates ids and records the former ones.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Maps the current kind and name to the former ones.
    moves: BTreeMap<(String, String), (String, String)>,
    formers: BTreeMap<Id, Id>,
}

/// Selects the current or the former names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Now,
    Before,
}

impl Names {
    pub(super) fn new(moves: &[Moved]) -> Self {
        let moves = moves.iter().map(|moved| {
            let of = |(kind, name): &(crate::model::Word, crate::model::Word)| {
                (kind.value.clone(), name.value.clone())
            };
            (of(&moved.to), of(&moved.from))
        });
        Self {
            moves: moves.collect(),
            formers: BTreeMap::new(),
        }
    }

    /// Returns the former id of each id that a `moved` item changed.
    pub(super) fn into_formers(self) -> BTreeMap<Id, Id> {
        self.formers
    }

    /// Returns the name that a backend had before it was renamed; otherwise its current name.
    pub(super) fn first_backend<'n>(&'n self, kind: BackendKind, name: &'n str) -> &'n str {
        self.thing(kind.word(), name, Era::Before)
    }

    /// Like [`Names::first_backend`], for the gateway.
    pub(super) fn first_gateway<'n>(&'n self, name: &'n str) -> &'n str {
        self.thing("gateway", name, Era::Before)
    }

    /// Returns the id of a resource.
    pub(super) fn id(&mut self, kind: Kind, pieces: &[Piece<'_>]) -> Id {
        let now = self.build(kind, pieces, Era::Now);
        if !self.moves.is_empty() {
            let before = self.build(kind, pieces, Era::Before);
            if before != now {
                self.formers.insert(now.clone(), before);
            }
        }
        now
    }

    fn build(&self, kind: Kind, pieces: &[Piece<'_>], era: Era) -> Id {
        let mut parts: Vec<Cow<'_, str>> = Vec::with_capacity(pieces.len() + 1);
        let mut names = 0;
        let mut hyphens = false;
        let mut reserved = false;
        for piece in pieces {
            let name = match piece {
                Piece::Word(word) => {
                    parts.push((*word).into());
                    continue;
                }
                Piece::Text(text) => {
                    parts.push(mark(text));
                    continue;
                }
                Piece::Backend(backend, name) => self.backend(kind, *backend, name, era),
                Piece::Network(Some(name)) => self.thing("network", name, era),
                Piece::Network(None) => continue,
                Piece::Auth(name) => self.thing("auth", name, era),
            };
            names += 1;
            hyphens |= name.contains('-');
            reserved |= name.split('-').any(|word| RESERVED.contains(&word));
            parts.push(name.into());
        }
        // A part without letters adds no word but forces a digest.
        if reserved && kind.descriptor().compound || names > 1 && hyphens {
            parts.push("=".into());
        }
        Id::shorten(kind.word(), &parts)
    }

    fn backend<'n>(&'n self, id: Kind, kind: BackendKind, name: &'n str, era: Era) -> &'n str {
        let key = (kind.word().to_owned(), name.to_owned());
        match self.moves.get(&key) {
            Some((old_kind, old_name)) if era == Era::Before => {
                // Only an integration survives a change of kind: it is updated in place.
                let stays = old_kind == kind.word() || id == Kind::Integration;
                if stays { old_name } else { name }
            }
            Some(_) | None => name,
        }
    }

    fn thing<'n>(&'n self, kind: &str, name: &'n str, era: Era) -> &'n str {
        let key = (kind.to_owned(), name.to_owned());
        match self.moves.get(&key) {
            Some((old_kind, old_name)) if era == Era::Before && old_kind == kind => old_name,
            Some(_) | None => name,
        }
    }
}
