//! Deploy-time values, as CloudFormation's intrinsic functions.
//!
//! The only place that turns property values into a template's tree. Text of the spec stays text: anything that
//! CloudFormation would evaluate is escaped if there is an escape, and rejected otherwise.

use std::borrow::Cow;

use crate::diag::{Code, Diagnostic, codes};
use crate::emit::cfn::concatenation::{concatenation, join};
use crate::emit::cfn::names::Names;
use crate::emit::cfn::tree::{Function, Tree};
use crate::emit::properties::value::{Map, Value};
use crate::graph::resource::Source;
use crate::graph::{Attribute, Expr, Id, Kind, ListExpr};
use crate::source::Span;

const EVALUATED_TEXT: Code = codes::EVALUATED_TEXT;

/// Turns values into trees and collects faults for text that CloudFormation would evaluate.
pub(super) struct Intrinsics<'g> {
    /// The names of the template.
    pub(super) names: &'g Names<'g>,
    /// The faults.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'g> Intrinsics<'g> {
    /// Returns the tree of a value; faults point to `origin`.
    pub(super) fn value(&mut self, value: Value<'g>, origin: Span) -> Tree<'g> {
        match value {
            Value::Bool(yes) => Tree::Bool(yes),
            Value::Int(number) => Tree::Int(number),
            Value::Rate(rate) => Tree::Rate(rate),
            Value::Text(text) => {
                self.refuse_dynamic_reference(&text, origin);
                Tree::Text(text)
            }
            Value::Expr(expr) => self.expr(&expr, origin),
            Value::Input(name) => Tree::Ref(self.names.parameter(name).into()),
            Value::Whole(entries) => self.whole(entries),
            Value::List(values) => self.list(values, origin),
            Value::Map(map) => Tree::Map(self.map(map, origin)),
        }
    }

    /// Returns the tree of names and values.
    pub(super) fn map(&mut self, map: Map<'g>, origin: Span) -> Vec<(Cow<'g, str>, Tree<'g>)> {
        let Map(entries) = map;
        let entries = entries.into_iter();
        entries
            .map(|(name, value)| {
                // A policy statement has a map of that name, which is not a condition of the template.
                if !(name == "Condition" && matches!(value, Value::Map(_))) {
                    self.refuse_function_name(&name, origin);
                }
                let value = self.value(value, origin);
                (name, value)
            })
            .collect()
    }

    /// Returns the tree of a string.
    pub(super) fn expr(&mut self, expr: &Expr, origin: Span) -> Tree<'g> {
        match expr {
            Expr::Literal(text) => {
                self.refuse_dynamic_reference(text, origin);
                Tree::text(text.clone())
            }
            Expr::Get(id, attribute) => self.attribute(id, *attribute),
            Expr::Input(name) => Tree::Ref(self.names.parameter(name).into()),
            Expr::Region => Tree::Ref("AWS::Region".into()),
            Expr::Account => Tree::Ref("AWS::AccountId".into()),
            Expr::Partition => Tree::Ref("AWS::Partition".into()),
            Expr::Deployment => Tree::Ref("AWS::StackName".into()),
            Expr::Join(pieces) => {
                let pieces = pieces.iter().map(|piece| self.expr(piece, origin));
                concatenation(pieces.collect())
            }
        }
    }

    fn attribute(&self, id: &Id, attribute: Attribute) -> Tree<'g> {
        let logical = self.names.resource(id);
        let Some(resource) = self.names.sealed().get(id) else {
            never!("a sealed graph reads `{id}`, which it does not have")
        };
        let kind = resource.body.kind();
        let Some(access) = kind.access(attribute) else {
            never!("{kind:?} has no {attribute:?}")
        };
        match access.registry {
            Source::Reference => Tree::Ref(logical),
            // The function that looks up a service returns a flat object.
            Source::Property(name) if kind == Kind::ExpressLookup => {
                get_att(logical, name.rsplit('/').next().unwrap_or(name))
            }
            Source::Property(name) => get_att(logical, name),
            // Splitting at the scheme and joining removes it from a URL and leaves a bare host unchanged.
            Source::HostOf(name) => {
                let pieces = vec![Tree::text("https://"), get_att(logical, name)];
                Tree::Call(
                    Function::Join,
                    vec![Tree::text(""), Tree::Call(Function::Split, pieces)],
                )
            }
            // Both an ID and an ARN end with `sg-` and a suffix, and contain `sg-` only there.
            Source::SecurityGroupOf(name) => {
                let first = select(0, get_att(logical, name));
                let pieces = Tree::Call(Function::Split, vec![Tree::text("sg-"), first]);
                join("", vec![Tree::text("sg-"), select(1, pieces)])
            }
        }
    }

    fn whole(&mut self, entries: &'g ListExpr) -> Tree<'g> {
        match entries {
            ListExpr::Input(name) => Tree::Ref(self.names.parameter(name).into()),
            ListExpr::Get(id, attribute) => self.attribute(id, *attribute),
            // `Value` turns these into a list.
            ListExpr::Known(_) => Tree::List(Vec::new()),
        }
    }

    /// Returns the tree of a list. CloudFormation cannot flatten nested lists, but it can join both and split the
    /// result.
    fn list(&mut self, values: Vec<Value<'g>>, origin: Span) -> Tree<'g> {
        let spliced = values.iter().any(|value| matches!(value, Value::Whole(_)));
        if !spliced {
            let values = values.into_iter();
            return Tree::List(values.map(|value| self.value(value, origin)).collect());
        }
        let values = values.into_iter().map(|value| match value {
            Value::Whole(entries) => join_by_comma(self.whole(entries)),
            value @ (Value::Bool(_)
            | Value::Int(_)
            | Value::Rate(_)
            | Value::Text(_)
            | Value::Expr(_)
            | Value::Input(_)
            | Value::List(_)
            | Value::Map(_)) => self.value(value, origin),
        });
        let joined = join_by_comma(Tree::List(values.collect()));
        Tree::Call(Function::Split, vec![Tree::text(","), joined])
    }

    /// Rejects dynamic references: they are resolved anywhere, even if functions assemble them, and cannot be escaped.
    fn refuse_dynamic_reference(&mut self, text: &str, origin: Span) {
        if text.contains(DYNAMIC_REFERENCE) {
            self.diagnostics.push(
                Diagnostic::error(
                    EVALUATED_TEXT,
                    origin,
                    "CloudFormation would replace the text after `{{resolve:`",
                )
                .help("give secrets by ARN with `secret`, and other values with a `param`"),
            );
        }
    }

    /// Rejects a map key that is a function's name, since it would turn the map into a call.
    fn refuse_function_name(&mut self, name: &str, origin: Span) {
        if name == "Ref" || name == "Condition" || name.starts_with("Fn::") {
            let message = format!("CloudFormation would take the name `{name}` for a function");
            // A tag is part of many resources.
            if self.diagnostics.iter().all(|it| it.message != message) {
                let fault = Diagnostic::error(EVALUATED_TEXT, origin, message);
                self.diagnostics.push(fault.help("choose another name"));
            }
        }
    }
}

const DYNAMIC_REFERENCE: &str = "{{resolve:";

/// Returns text for people, broken up where CloudFormation would resolve something in it.
pub(super) fn inert(text: &str) -> Cow<'_, str> {
    if text.contains(DYNAMIC_REFERENCE) {
        Cow::Owned(text.replace(DYNAMIC_REFERENCE, "{ {resolve:"))
    } else {
        Cow::Borrowed(text)
    }
}

fn get_att<'g>(logical: Cow<'g, str>, property: &'static str) -> Tree<'g> {
    let attribute = if property.contains('/') {
        Cow::Owned(property.replace('/', "."))
    } else {
        Cow::Borrowed(property)
    };
    Tree::GetAtt(logical, attribute)
}

fn select(index: i64, entries: Tree<'_>) -> Tree<'_> {
    Tree::Call(Function::Select, vec![Tree::Int(index), entries])
}

fn join_by_comma(entries: Tree<'_>) -> Tree<'_> {
    Tree::Call(Function::Join, vec![Tree::text(","), entries])
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn dynamic_references_in_prose_are_broken_up() {
        assert_eq!(inert("see {{resolve:ssm:a}}"), "see { {resolve:ssm:a}}");
        assert_eq!(inert("see above"), "see above");
    }
}
