//! Calls backends: HTTP, Lambda functions, and AWS services.

mod event;
mod function;
mod http;
mod lambda_answer;
mod service;

pub(super) use event::authorizer as authorizer_event;
pub(super) use function::{Emulators, invoke};

use crate::model::{BackendBody, Destination, Route};
use crate::route::trace::Delivery;
use crate::serve::answer::{Answer, Refusal};
use crate::serve::exchange::Exchange;
use crate::serve::gateway::Gateway;
use crate::serve::state::State;

/// Calls the backend of a route.
pub(super) async fn call(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    delivery: Delivery,
) -> Result<Answer, Refusal> {
    match delivery {
        Delivery::Http(seen) => http::forward(state, gateway, exchange, route, *seen).await,
        Delivery::Event { .. } => function::call(state, gateway, exchange, route).await,
        Delivery::Call { parameters } => {
            service::call(state, gateway, exchange, route, parameters).await
        }
    }
}

/// Returns the declaration of a route's backend; `None` for a public URL.
fn body_of<'g>(gateway: &'g Gateway, route: &Route) -> Option<&'g BackendBody> {
    let id = match &route.destination {
        Destination::Backend(id) => *id,
        Destination::Action(action) => action.backend,
        Destination::Url(_) => return None,
    };
    gateway.program().backend(id).map(|it| &it.body)
}
