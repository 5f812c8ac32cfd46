//! Makes the stage depend on the routes that its settings name.
//!
//! Settings name a route by its key, which is not a reference; AWS rejects a key without a route.
//!
//! ```text
//! before                                      after
//! stage  settings: GET /catalog/{rest+}       stage  settings: GET /catalog/{rest+}
//!        depends on: -                               depends on: route-get-catalog-rest
//! ```

use crate::graph::{Body, Graph};

/// Adds the dependencies.
pub(super) fn wait_for_routes(graph: &mut Graph) {
    for resource in &mut graph.resources {
        if let Body::Stage(stage) = &resource.body {
            let routes = stage.routes.iter().map(|settings| settings.route.clone());
            resource.depends_on.extend(routes);
            resource.depends_on.sort();
            resource.depends_on.dedup();
        }
    }
}
