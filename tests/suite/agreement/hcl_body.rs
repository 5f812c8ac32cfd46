//! The blocks of a module as data: attributes by name, nested blocks by type, expressions as values or source text.

use std::collections::BTreeMap;

use hcl::expr::{Expression, ForExpr, ObjectKey, TemplateExpr};
use hcl::template::{Element, Template};
use hcl::{Block, Body, Structure};

use crate::agreement::normal::Normal;

/// The contents of a block. Each part can be taken once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    attributes: BTreeMap<String, Expression>,
    blocks: Vec<(String, Contents)>,
}

impl Contents {
    /// Reads a body.
    pub(crate) fn of(body: &Body) -> Result<Self, String> {
        let mut contents = Self::default();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key().to_owned();
                    let value = attribute.expr().clone();
                    if contents.attributes.insert(name.clone(), value).is_some() {
                        return Err(format!("duplicate {name}"));
                    }
                }
                Structure::Block(Block {
                    identifier, body, ..
                }) => contents
                    .blocks
                    .push((identifier.to_string(), Self::of(body)?)),
            }
        }
        Ok(contents)
    }

    /// Takes an attribute.
    pub(crate) fn take(&mut self, name: &str) -> Option<Expression> {
        self.attributes.remove(name)
    }

    /// Returns true if there is an attribute of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    /// Takes a required attribute.
    pub(crate) fn demand(&mut self, name: &str) -> Result<Expression, String> {
        self.take(name).ok_or_else(|| format!("no {name}"))
    }

    /// Takes the blocks of a type.
    pub(crate) fn blocks(&mut self, name: &str) -> Vec<Contents> {
        let (taken, left) = std::mem::take(&mut self.blocks)
            .into_iter()
            .partition(|(word, _)| word == name);
        self.blocks = left;
        taken.into_iter().map(|(_, contents)| contents).collect()
    }

    /// Takes the only block of a type, if there is one.
    pub(crate) fn block(&mut self, name: &str) -> Result<Option<Contents>, String> {
        let mut blocks = self.blocks(name);
        match blocks.len() {
            0 | 1 => Ok(blocks.pop()),
            count => Err(format!("{count} blocks {name}")),
        }
    }

    /// Returns the only block of a type, to take parts from it; an empty one counts as read.
    pub(crate) fn inner(&mut self, name: &str) -> Result<Option<&mut Contents>, String> {
        let mut blocks = self.blocks.iter_mut().filter(|(word, _)| word == name);
        let first = blocks.next();
        match blocks.next() {
            Some(_) => Err(format!("several blocks {name}")),
            None => Ok(first.map(|(_, contents)| contents)),
        }
    }

    /// Returns the source text of an attribute.
    pub(crate) fn peek(&self, name: &str) -> Option<String> {
        self.attributes.get(name).map(source)
    }

    /// Takes the names and values of `filter` blocks, as text.
    pub(crate) fn filters(&self) -> Result<Vec<(String, String)>, String> {
        let filters = self.blocks.iter().filter(|(word, _)| word == "filter");
        let filters = filters.map(|(_, block)| {
            let name = block.peek("name").ok_or("a filter without a name")?;
            let values = block.peek("values").ok_or("a filter without values")?;
            Ok((name, values))
        });
        filters.collect()
    }

    fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.blocks.iter().all(|(_, block)| block.is_empty())
    }

    /// Fails if any part has not been read.
    pub(crate) fn done(self, place: &str) -> Result<(), String> {
        let blocks = self.blocks.iter().filter(|(_, block)| !block.is_empty());
        let left = self.attributes.keys().chain(blocks.map(|(name, _)| name));
        let left: Vec<&String> = left.collect();
        match left.as_slice() {
            [] => Ok(()),
            left => Err(format!("{place}: nobody knows {left:?}")),
        }
    }
}

/// Returns the source text of an expression.
pub(crate) fn source(expression: &Expression) -> String {
    hcl::format::to_string(expression).unwrap_or_default()
}

/// Reads an expression that is neither text, number, list nor map.
pub(crate) type Resolve<'r> = &'r dyn Fn(&str) -> Result<Normal, String>;

/// Reads an expression.
pub(crate) fn value(expression: &Expression, resolve: Resolve<'_>) -> Result<Normal, String> {
    Ok(match expression {
        Expression::Null => return Err("null".to_owned()),
        Expression::Bool(truth) => Normal::text(truth.to_string()),
        Expression::Number(number) => Normal::text(number.to_string()),
        Expression::String(text) => Normal::text(text),
        Expression::Array(entries) => {
            let entries = entries.iter().map(|entry| value(entry, resolve));
            Normal::List(entries.collect::<Result<_, _>>()?)
        }
        Expression::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, entry)| Ok((key_text(key)?, value(entry, resolve)?)));
            Normal::Map(entries.collect::<Result<_, String>>()?)
        }
        Expression::TemplateExpr(template) => read_template(template, resolve)?,
        Expression::FuncCall(call) if call.name.name.as_str() == "jsonencode" => {
            let argument = call.args.first().ok_or("jsonencode of nothing")?;
            value(argument, resolve)?
        }
        Expression::FuncCall(call) if call.name.name.as_str() == "merge" => {
            let mut merged = Normal::empty();
            for argument in &call.args {
                let mut part = value(argument, resolve)?;
                merged.map()?.append(part.map()?);
            }
            merged
        }
        Expression::ForExpr(each) => read_for(each, resolve)?,
        other => resolve(&source(other))?,
    })
}

/// Reads `{ for key in LIST : key => VALUE }`, with the same value for every key; or `{ for key, value in MAP : key =>
/// value if !contains(LIST, key) }`.
fn read_for(each: &ForExpr, resolve: Resolve<'_>) -> Result<Normal, String> {
    let key = each.key_expr.as_ref().map(source);
    let collection = value(&each.collection_expr, resolve)?;
    if key.as_deref() == each.key_var.as_ref().map(|name| name.as_str()) {
        let cond = each
            .cond_expr
            .as_ref()
            .ok_or("a loop without a condition")?;
        let cond = source(cond);
        let mut entries = collection;
        let without: Vec<&str> = cond.split('"').skip(1).step_by(2).collect();
        if !cond.starts_with("!contains(") || source(&each.value_expr) != "mappings" {
            return Err(format!("a loop over what is {cond}"));
        }
        entries
            .map()?
            .retain(|key, _| !without.contains(&key.as_str()));
        return Ok(entries);
    }
    if key.as_deref() != Some(each.value_var.as_str()) {
        return Err(format!("a loop by {key:?}"));
    }
    let Normal::List(keys) = collection else {
        return Err("a loop over no list".to_owned());
    };
    let value = value(&each.value_expr, resolve)?;
    let entries = keys
        .iter()
        .map(|key| Ok((key.known()?.to_owned(), value.clone())));
    Ok(Normal::Map(entries.collect::<Result<_, String>>()?))
}

fn read_template(template: &TemplateExpr, resolve: Resolve<'_>) -> Result<Normal, String> {
    let template = Template::from_expr(template).map_err(|fault| fault.to_string())?;
    let mut parts = Vec::new();
    for element in template.elements() {
        let piece = match element {
            Element::Literal(text) => Normal::text(text),
            Element::Interpolation(code) => value(&code.expr, resolve)?,
            Element::Directive(_) => return Err("a directive".to_owned()),
        };
        parts.extend(piece.parts()?.iter().cloned());
    }
    Ok(Normal::join(parts))
}

fn key_text(key: &ObjectKey) -> Result<String, String> {
    match key {
        ObjectKey::Identifier(name) => Ok(name.to_string()),
        ObjectKey::Expression(expression) => {
            let nothing = |code: &str| Err(format!("a key of {code}"));
            Ok(value(expression, &nothing)?.known()?.to_owned())
        }
        other => Err(format!("a key of {other:?}")),
    }
}
