//! Adds the gateway's tags to every resource that supports tags, and a `Name` if the console shows one.
//!
//! ```text
//! before                  after
//! api           {}        api           { team = payments }
//! route         (none)    route         (none)
//! balancer-main {}        balancer-main { Name = shop-balancer-main, team = payments }
//! ```

use crate::graph::resource::Tags;
use crate::graph::{Expr, Graph, Id, Kind};

const NAME: &str = "Name";

/// Adds the tags.
pub(super) fn add(graph: &mut Graph, tags: &Tags) {
    for resource in &mut graph.resources {
        let name = name(resource.body.kind(), &resource.id);
        let Some(slot) = resource.body.tags_mut() else {
            continue;
        };
        slot.clone_from(tags);
        if let Some(name) = name
            && !slot.iter().any(|(key, _)| key == NAME)
        {
            slot.push((NAME.to_owned(), name));
            slot.sort_by(|(left, _), (right, _)| left.cmp(right));
        }
    }
}

/// Returns the `Name` tag for kinds that the console otherwise shows only by ID: the deployment and the resource.
fn name(kind: Kind, id: &Id) -> Option<Expr> {
    let words = if kind == Kind::SecurityGroup {
        id.as_str().strip_prefix(kind.word())?
    } else if matches!(kind, Kind::Endpoint | Kind::Balancer | Kind::TargetGroup) {
        id.as_str()
    } else {
        return None;
    };
    let words = words.trim_start_matches('-');
    Some(Expr::join([
        Expr::Deployment,
        Expr::text(format!("-{words}")),
    ]))
}
