//! `server-header VALUE`: replaces the `server` header in responses, so that it does not reveal the backend's server.
//!
//! API Gateway maps responses by exact status, without wildcards, so the usual statuses are listed.
//!
//! ```text
//! before                                after
//! 404: {}                               200: overwrite:header.server = VALUE
//! 503: overwrite:header.server = mine   404: overwrite:header.server = VALUE
//!                                       503: overwrite:header.server = mine   (a route's own stays)
//! ```

use crate::graph::resource::api::{Call, Integration};
use crate::graph::{Body, Expr, Graph};

/// Statuses that HTTP servers and frameworks return (RFC 9110, 4918, 6585, 7725, 8470), without those of protocols that
/// API Gateway does not support.
const STATUSES: [u16; 50] = [
    200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401,
    402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 422, 423,
    424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504,
];

/// Maps the header in the responses of every HTTP backend.
pub(super) fn replace(graph: &mut Graph, value: Option<&Expr>) {
    let Some(value) = value else {
        return;
    };
    for resource in &mut graph.resources {
        if let Body::Integration(integration) = &mut resource.body {
            match integration.call {
                Call::Http { .. } | Call::Private { .. } => self::integration(integration, value),
                Call::Lambda { .. } | Call::Service { .. } => {}
            }
        }
    }
}

fn integration(integration: &mut Integration, value: &Expr) {
    for status in STATUSES {
        let at = integration
            .response
            .binary_search_by_key(&status, |(status, _)| *status);
        let place = match at {
            Ok(place) => place,
            Err(place) => {
                integration.response.insert(place, (status, Vec::new()));
                place
            }
        };
        let Some((_, changes)) = integration.response.get_mut(place) else {
            continue;
        };
        if !changes.iter().any(|(key, _)| is_server(key)) {
            changes.push(("overwrite:header.server".to_owned(), value.clone()));
            changes.sort();
        }
    }
}

fn is_server(key: &str) -> bool {
    let name = key.split_once(":header.").map(|(_, name)| name);
    name.is_some_and(|name| name.eq_ignore_ascii_case("server"))
}
