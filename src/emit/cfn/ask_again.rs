//! Refreshes custom resources that look up existing resources: they run at each deploy that changes something.
//!
//! Adds one property to them; what they look up is defined where they are created.

use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::names::Names;
use crate::emit::cfn::tree::{self, Tree};
use crate::emit::properties::ENDPOINT_ID;
use crate::graph::id::digest;
use crate::graph::{Graph, InputKind, Kind, ValueShape};

/// Makes every lookup run again at each deploy that changes something. A custom resource runs when its properties
/// change, so its properties include a digest of the template and the values of its parameters.
pub(super) fn refresh<'g>(graph: &'g Graph, names: &Names<'g>, entries: &mut [Entry<'g>]) {
    if !entries.iter().any(looks_up) {
        return;
    }
    let bodies = entries.iter().map(|entry| {
        let properties = Tree::Map(entry.properties.clone());
        match serde_json::to_string(&properties) {
            Ok(text) => format!("{} {text}", entry.id),
            Err(reason) => never!("properties of {} as JSON: {reason}", entry.id),
        }
    });
    let bodies: Vec<String> = bodies.collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let mut trigger = vec![Tree::from(digest(&bodies))];
    let shown = graph.inputs.iter();
    let shown = shown.filter(|input| input.kind != InputKind::Secret);
    trigger.extend(shown.map(|input| {
        let parameter = Tree::Ref(names.parameter(&input.name).into());
        match input.kind.shape() {
            ValueShape::List => Tree::Call(tree::Function::Join, vec![Tree::text(","), parameter]),
            ValueShape::Text | ValueShape::Number => parameter,
        }
    }));
    for entry in entries.iter_mut().filter(|entry| looks_up(entry)) {
        let trigger = Tree::List(trigger.clone());
        entry.properties.push(("AskAgainWhen".into(), trigger));
    }
}

/// Returns true if a custom resource returns data that can change outside the stack.
fn looks_up(entry: &Entry<'_>) -> bool {
    let is = |kind: Kind| entry.of == kind.aws_type();
    let names_endpoint = || entry.properties.iter().any(|(name, _)| name == ENDPOINT_ID);
    is(Kind::ExpressLookup) || (is(Kind::EndpointTargets) && names_endpoint())
}
