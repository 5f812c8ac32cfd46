//! Values that are known only when a plan is executed: `$ref`, `$get`, `$input` and `$join`.

use serde_json::{Value as JsonValue, json};

use crate::diag::Diagnostic;
use crate::emit::plan::inputs::Context;
use crate::emit::plan::patch::Patches;
use crate::emit::properties::value::{Map, Value};
use crate::graph::id::pascal;
use crate::graph::resource::Source;
use crate::graph::{Attribute, Expr, Graph, Id, ListExpr, Rate, Resource, Sealed, ValueShape};

/// Writes the values of a graph and records the context that they need.
pub(super) struct References<'g> {
    sealed: &'g Sealed,
    context: Context,
    /// The patches of the graph.
    pub(super) patches: Patches<'g>,
    /// Faults in the patches.
    pub(super) faults: Vec<Diagnostic>,
}

impl<'g> References<'g> {
    /// Returns the references of a graph.
    pub(super) fn new(sealed: &'g Sealed) -> Self {
        Self {
            sealed,
            context: Context::default(),
            patches: Patches::new(sealed),
            faults: Vec::new(),
        }
    }

    /// Returns the context needed by the values written so far.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Returns true if there is an input with a name.
    pub(super) fn has_input(&self, name: &str) -> bool {
        let mut inputs = self.sealed.graph().inputs.iter();
        inputs.any(|input| pascal(&input.name) == name)
    }

    /// Returns the properties of a step.
    pub(super) fn entries(&mut self, map: &Map<'_>) -> impl Iterator<Item = (String, JsonValue)> {
        let Map(entries) = map;
        let entries = entries.iter();
        entries.map(|(name, value)| (name.to_string(), self.value(value)))
    }

    /// Returns a value.
    pub(super) fn value(&mut self, value: &Value<'_>) -> JsonValue {
        match value {
            Value::Bool(yes) => JsonValue::Bool(*yes),
            Value::Int(number) => json!(number),
            Value::Rate(rate) => number(*rate),
            Value::Text(text) => JsonValue::String(text.to_string()),
            Value::Expr(expr) => self.expr(expr),
            Value::Input(name) => input(name),
            Value::Whole(entries) => self.whole(entries),
            Value::List(values) => {
                JsonValue::Array(values.iter().map(|value| self.value(value)).collect())
            }
            Value::Map(map) => JsonValue::Object(self.entries(map).collect()),
        }
    }

    /// Returns a string.
    pub(super) fn expr(&mut self, expr: &Expr) -> JsonValue {
        match expr {
            Expr::Input(name) if !self.is_text(name) => json!({ "$join": [input(name)] }),
            expr => self.piece(expr),
        }
    }

    /// Returns a string, or a piece of a joined string.
    fn piece(&mut self, expr: &Expr) -> JsonValue {
        let graph = self.sealed.graph();
        match expr {
            Expr::Literal(text) => json!(text),
            Expr::Get(id, attribute) => self.attribute(id, *attribute),
            Expr::Input(name) => input(name),
            Expr::Region => match &graph.region {
                Some(region) => json!(region),
                None => Context::region(),
            },
            Expr::Account => self.context.account(),
            Expr::Partition => match graph.partition {
                Some(partition) => json!(partition),
                None => Context::partition(),
            },
            Expr::Deployment => json!(graph.deployment),
            Expr::Join(pieces) => {
                let pieces = pieces.iter().map(|piece| self.piece(piece));
                join(pieces.collect())
            }
        }
    }

    fn whole(&self, entries: &ListExpr) -> JsonValue {
        match entries {
            ListExpr::Input(name) => input(name),
            ListExpr::Get(id, attribute) => self.attribute(id, *attribute),
            // `Value` turns these into a list.
            ListExpr::Known(_) => JsonValue::Array(Vec::new()),
        }
    }

    fn attribute(&self, id: &Id, attribute: Attribute) -> JsonValue {
        let Some(resource) = self.sealed.get(id) else {
            never!("a sealed graph reads `{id}`, which it does not have")
        };
        let kind = resource.body.kind();
        let step = step_id(resource);
        let descriptor = kind.descriptor();
        let Some(access) = kind.access(attribute) else {
            never!("{kind:?} has no {attribute:?}")
        };
        match access.registry {
            Source::Reference if descriptor.one_identifier => json!({ "$ref": step }),
            Source::Reference => get(step, descriptor.reference),
            Source::HostOf(property) => json!({ "$get": [step, property, "host"] }),
            // AWS has returned it with and without `https://`.
            Source::Property(property) if attribute == Attribute::Endpoint => {
                json!({ "$get": [step, property, "host"] })
            }
            Source::Property(property) => get(step, property),
            Source::SecurityGroupOf(_) => get(&balancer_step(step), "SecurityGroups/0"),
        }
    }

    fn is_text(&self, name: &str) -> bool {
        let Graph { inputs, .. } = self.sealed.graph();
        let found = inputs.iter().find(|input| input.name == name);
        found.is_none_or(|input| input.kind.shape() == ValueShape::Text)
    }
}

/// Returns the id of a resource's step.
pub(super) fn step_id(resource: &Resource) -> &str {
    resource.id.as_str()
}

/// Returns the id of the step that reads the load balancer of an ECS Express Mode service.
pub(super) fn balancer_step(service: &str) -> String {
    format!("read-{service}-balancer")
}

/// Returns a property of a step's resource.
pub(super) fn get(step: &str, property: &str) -> JsonValue {
    json!({ "$get": [step, property] })
}

fn input(name: &str) -> JsonValue {
    json!({ "$input": pascal(name) })
}

/// Returns a concatenation of pieces, with adjacent literals merged.
fn join(pieces: Vec<JsonValue>) -> JsonValue {
    let mut merged: Vec<JsonValue> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(JsonValue::String(last)), JsonValue::String(text)) => last.push_str(&text),
            (_, piece) => merged.push(piece),
        }
    }
    match merged.as_slice() {
        [JsonValue::String(_)] => merged.remove(0),
        _ => json!({ "$join": merged }),
    }
}

/// Returns a rate as a number, without decimals if it is whole.
fn number(rate: Rate) -> JsonValue {
    let Rate(thousandths) = rate;
    if thousandths % 1000 == 0 {
        return json!(thousandths / 1000);
    }
    #[expect(clippy::cast_precision_loss, reason = "rates stay far below 2^53")]
    let rate = thousandths as f64 / 1000.0;
    json!(rate)
}
