//! The tree of a Terraform document: blocks, attributes and the few expressions that a module needs.
//!
//! Owns the distinction between text and code: text of a spec is always a [`Value::Text`] and never becomes structure.
//! Must not depend on any resource.

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Creates literal text.
    Text(String),
    /// Text with code in it; two pieces or more.
    Template(Vec<Piece>),
    /// An expression written by the compiler, on one line.
    Code(String),
    /// A number.
    Number(String),
    /// A boolean.
    Bool(bool),
    /// Null: as if it were omitted.
    Null,
    /// A list.
    List(Vec<Value>),
    /// A map or an object.
    Map(Vec<(String, Value)>),
    /// A function of one value, e.g. `jsonencode(..)`.
    Call(&'static str, Box<Value>),
}

/// A piece of a [`Value::Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Literal text.
    Text(String),
    /// An expression.
    Code(String),
}

/// An item of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// `name = value`
    Attribute(Attribute),
    /// A nested block.
    Block(Block),
}

/// `name = value`, with a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// Comment lines above it.
    pub(super) comments: Vec<String>,
    /// Its name.
    pub(super) name: String,
    /// Its value.
    pub(super) value: Value,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Comment lines above it.
    pub(super) comments: Vec<String>,
    /// Its type, e.g. `resource`.
    pub(super) word: String,
    /// Its labels.
    pub(super) labels: Vec<String>,
    /// Its items, in order.
    pub(super) items: Vec<Item>,
}

impl Value {
    /// Literal text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns an expression written by the compiler.
    pub(super) fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }

    /// Returns a whole number.
    pub(super) fn number(number: impl std::fmt::Display) -> Self {
        Self::Number(number.to_string())
    }

    /// Builds a template in its shortest form: adjacent texts are joined, and a single piece needs no template.
    pub(super) fn template(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut flat: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (flat.last_mut(), piece) {
                (_, Piece::Text(text)) if text.is_empty() => {}
                (Some(Piece::Text(last)), Piece::Text(text)) => last.push_str(&text),
                (_, piece) => flat.push(piece),
            }
        }
        match flat.as_slice() {
            [] => Self::Text(String::new()),
            [Piece::Text(text)] => Self::Text(text.clone()),
            [Piece::Code(code)] => Self::Code(code.clone()),
            [_, _, ..] => Self::Template(flat),
        }
    }
}

impl Block {
    /// Returns an empty block.
    pub(super) fn new(word: &str, labels: &[&str]) -> Self {
        Self {
            comments: Vec::new(),
            word: word.to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            items: Vec::new(),
        }
    }

    /// Returns an empty resource.
    pub(super) fn resource(kind: &str, name: &str) -> Self {
        Self::new("resource", &[kind, name])
    }

    /// Returns an empty data source.
    pub(super) fn data(kind: &str, name: &str) -> Self {
        Self::new("data", &[kind, name])
    }

    /// Sets an attribute.
    #[must_use]
    pub(super) fn set(mut self, name: &str, value: Value) -> Self {
        self.push(name, value);
        self
    }

    /// Sets an attribute to text.
    #[must_use]
    pub(super) fn text(self, name: &str, text: &str) -> Self {
        self.set(name, Value::text(text))
    }

    /// Sets an attribute to an expression.
    #[must_use]
    pub(super) fn code(self, name: &str, code: impl Into<String>) -> Self {
        self.set(name, Value::code(code))
    }

    /// Sets an attribute, if there is a value.
    #[must_use]
    pub(super) fn maybe(self, name: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Sets an attribute with a comment.
    #[must_use]
    pub(super) fn because(mut self, why: &str, name: &str, value: Value) -> Self {
        self.items.push(Item::Attribute(Attribute {
            comments: why.lines().map(str::to_owned).collect(),
            name: name.to_owned(),
            value,
        }));
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub(super) fn nest(mut self, block: Block) -> Self {
        self.items.push(Item::Block(block));
        self
    }

    /// Adds nested blocks.
    #[must_use]
    pub(super) fn nest_all(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.items.extend(blocks.into_iter().map(Item::Block));
        self
    }

    /// Adds comment lines above the block.
    #[must_use]
    pub(super) fn note(mut self, why: &str) -> Self {
        self.comments.extend(why.lines().map(str::to_owned));
        self
    }

    /// Sets an attribute, in place.
    pub(super) fn push(&mut self, name: &str, value: Value) {
        self.items.push(Item::Attribute(Attribute {
            comments: Vec::new(),
            name: name.to_owned(),
            value,
        }));
    }

    /// Returns the address in other blocks and patches: `aws_lb.main`, `data.aws_region.current`, `provider.aws`.
    pub(super) fn address(&self) -> String {
        let labels = self.labels.join(".");
        match self.word.as_str() {
            "resource" => labels,
            word if labels.is_empty() => word.to_owned(),
            word => format!("{word}.{labels}"),
        }
    }
}
