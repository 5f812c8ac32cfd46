//! The gateway's tags, on every resource that takes tags.
//!
//! ```text
//! before                  after
//! api     {}              api     { team = payments }
//! route   (takes none)    route   (takes none)
//! link    {}              link    { team = payments }
//! ```

use crate::graph::Graph;
use crate::graph::resource::Tags;

/// Puts the tags.
pub(super) fn put(graph: &mut Graph, tags: &Tags) {
    if tags.is_empty() {
        return;
    }
    for resource in &mut graph.resources {
        if let Some(slot) = resource.body.tags_mut() {
            slot.clone_from(tags);
        }
    }
}
