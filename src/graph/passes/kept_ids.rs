//! `moved` items: a renamed resource records its former id, for targets that can rename and for those that cannot.
//!
//! ```text
//! moved apprunner orders -> apprunner sales
//!
//! before                          after
//! service-sales  former: -        service-sales  former: service-orders
//! link           former: -        link           former: -
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, Id};

/// Records the former ids, except those that another resource uses now.
pub(super) fn keep(graph: &mut Graph, formers: &BTreeMap<Id, Id>) {
    if formers.is_empty() {
        return;
    }
    let taken: BTreeSet<Id> = graph
        .resources
        .iter()
        .map(|resource| resource.id.clone())
        .collect();
    for resource in &mut graph.resources {
        let former = formers.get(&resource.id);
        resource.former = former.filter(|former| !taken.contains(*former)).cloned();
    }
}
