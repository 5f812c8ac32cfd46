//! Response mappings: applies a route's settings to a backend's response.

use crate::model::{Operation, ResponseChange, Route};
use crate::route::trace::{Live, Values};
use crate::serve::answer::Answer;
use crate::serve::exchange::{Exchange, body_part};
use crate::serve::gateway::Gateway;

/// A backend's response, as source of mapping values.
#[derive(Debug)]
struct BackendAnswer<'a> {
    exchange: &'a Exchange,
    answer: &'a Answer,
}

impl Live for BackendAnswer<'_> {
    fn client(&self) -> String {
        self.exchange.client()
    }

    fn gateway(&self) -> String {
        self.exchange.gateway()
    }

    fn domain(&self) -> String {
        self.exchange.domain()
    }

    fn variable(&self, name: &str) -> Option<String> {
        if let Some(header) = name.strip_prefix("response.header.") {
            let values = self.answer.headers.get_all(header).iter();
            let values: Vec<_> = values
                .map(|it| String::from_utf8_lossy(it.as_bytes()))
                .collect();
            return (!values.is_empty()).then(|| values.join(","));
        }
        if let Some(part) = name.strip_prefix("response.body") {
            return body_part(&self.answer.body, part, self.exchange.limits.mapped_body);
        }
        self.exchange.variable(name)
    }
}

/// Maps a response. All values come from the response as the backend returned it.
pub(super) fn map(gateway: &Gateway, route: &Route, exchange: &Exchange, answer: Answer) -> Answer {
    let settings = &gateway.program().gateway;
    let mappings: Vec<_> = route
        .response
        .iter()
        .filter(|it| it.status.value == answer.status)
        .collect();
    if mappings.is_empty() && settings.server_header.is_none() {
        return answer;
    }
    let live = BackendAnswer {
        exchange,
        answer: &answer,
    };
    let words = Values::of(
        gateway.program(),
        &exchange.request,
        exchange.key(),
        &exchange.params,
    )
    .with_live(Some(&live));
    let mut mapped = answer.clone();
    for mapping in mappings {
        match &mapping.change {
            ResponseChange::Status(new) => mapped.status = new.value,
            ResponseChange::Header(change) => {
                let name = change.name.value.as_str();
                let value = words.text(&change.value);
                match change.operation {
                    Operation::Remove => {
                        mapped.headers.remove(name);
                    }
                    // A variable without a value has no effect.
                    Operation::Set | Operation::Append if value.is_empty() => {}
                    Operation::Set => mapped.set(name, &value),
                    Operation::Append => mapped.add(name, &value),
                }
            }
        }
    }
    if let Some(server) = &settings.server_header {
        mapped.set("server", &words.text(server));
    }
    mapped
}
