//! Values as a trace shows them: variables of the request resolved, inputs as symbols.

use crate::model::{Arg, InputId, Part, Program, Rate, Text};
use crate::route::Request;
use crate::route::select::PathParam;
use crate::route::trace::{Live, query};

/// The known values of a request while it is traced.
#[derive(Clone, Copy, Debug)]
pub struct Values<'w> {
    program: &'w Program,
    request: Option<&'w Request>,
    route_key: &'w str,
    params: &'w [PathParam],
    live: Option<&'w dyn Live>,
}

impl<'w> Values<'w> {
    /// Returns the values of a program, without a request.
    #[must_use]
    pub fn new(program: &'w Program) -> Self {
        Self {
            program,
            request: None,
            route_key: "",
            params: &[],
            live: None,
        }
    }

    /// Returns the values of a request that a route matches.
    #[must_use]
    pub fn of(
        program: &'w Program,
        request: &'w Request,
        route_key: &'w str,
        params: &'w [PathParam],
    ) -> Self {
        Self {
            program,
            request: Some(request),
            route_key,
            params,
            live: None,
        }
    }

    /// Returns the same values for a request in flight: variables have values, or are empty.
    #[must_use]
    pub fn with_live(self, live: Option<&'w dyn Live>) -> Self {
        Self { live, ..self }
    }

    /// Returns the request in flight, if there is one.
    pub(super) fn live(&self) -> Option<&'w dyn Live> {
        self.live
    }

    /// Renders a text: an input is shown as `<its-name>`. A variable is shown as `$its.name` if only a running gateway
    /// knows its value, and is empty if it has none.
    #[must_use]
    pub fn text(&self, text: &Text) -> String {
        let part = |part: &Part| match part {
            Part::Literal(text) => text.clone(),
            Part::Input(id) => self.input(*id),
            Part::Variable(name) => self.variable(name).unwrap_or_else(|| {
                if self.is_missing(name) {
                    String::new()
                } else {
                    format!("${name}")
                }
            }),
        };
        text.parts.iter().map(part).collect()
    }

    /// Returns the value of a mapping; `None` if it consists of variables that have no value in this request. AWS does
    /// not document the effect of such a mapping: here the backend sees no value.
    #[must_use]
    pub fn mapping_value(&self, text: &Text) -> Option<String> {
        let is_variable = |part: &Part| match part {
            Part::Variable(_) => true,
            Part::Literal(_) | Part::Input(_) => false,
        };
        let value = self.text(text);
        let has_value = !value.is_empty() || !text.parts.iter().all(is_variable);
        has_value.then_some(value)
    }

    /// Returns true if a variable is known to have no value. A request traced without any headers represents requests
    /// with any headers, and likewise for the query string.
    fn is_missing(&self, name: &str) -> bool {
        let Some(request) = self.request else {
            return self.live.is_some();
        };
        self.live.is_some()
            || (name.starts_with("request.query.") && !request.query.is_empty())
            || (name.starts_with("request.header.") && !request.headers.is_empty())
    }

    /// Renders an input as a symbol.
    #[must_use]
    pub fn input(&self, id: InputId) -> String {
        let input = self.program.input(id);
        input.map_or("<input>".to_owned(), |input| format!("<{}>", input.name))
    }

    /// Renders a count, or the symbol of its input.
    #[must_use]
    pub fn count(&self, count: Arg<u32>) -> String {
        match count {
            Arg::Known(count) => count.to_string(),
            Arg::Input(id) => self.input(id),
        }
    }

    /// Renders a duration in its largest whole unit, or the symbol of its input.
    #[must_use]
    pub fn milliseconds(&self, time: Arg<u32>) -> String {
        match time {
            Arg::Known(time) if time >= 1000 && time.is_multiple_of(1000) => {
                format!("{}s", time / 1000)
            }
            Arg::Known(time) => format!("{time}ms"),
            Arg::Input(id) => self.input(id),
        }
    }

    /// Renders a rate, or the symbol of its input.
    #[must_use]
    pub fn rate(&self, rate: Arg<Rate>) -> String {
        match rate {
            Arg::Known(Rate(thousandths)) => {
                let (whole, rest) = (thousandths / 1000, thousandths % 1000);
                let text = format!("{whole}.{rest:03}");
                let text = text.trim_end_matches('0').trim_end_matches('.');
                format!("{text}/s")
            }
            Arg::Input(id) => self.input(id),
        }
    }

    /// Returns the host that the client requested, or a symbol for it.
    pub(super) fn domain(&self, request: &Request) -> String {
        let live = || self.live.map(Live::domain);
        let known = request.host.clone().or_else(live);
        known.unwrap_or("<gateway domain>".to_owned())
    }

    fn variable(&self, name: &str) -> Option<String> {
        let request = self.request?;
        if let Some(param) = name.strip_prefix("request.path.") {
            let found = self.params.iter().find(|it| it.name == param);
            return found.map(|it| it.value.clone());
        }
        if let Some(header) = name.strip_prefix("request.header.") {
            return request.header_value(header);
        }
        if let Some(parameter) = name.strip_prefix("request.query.") {
            return query::value(&request.query, parameter);
        }
        if let Some(variable) = name.strip_prefix("stage.") {
            let mut known = self.program.gateway.stage_variables.iter();
            let (_, value) = known.find(|(word, _)| word.value == variable)?;
            return Some(self.text(value));
        }
        match name {
            "request.path" | "context.path" => Some(request.path.clone()),
            "context.httpMethod" => Some(request.method.word().to_owned()),
            "context.routeKey" => Some(self.route_key.to_owned()),
            "context.stage" => Some("$default".to_owned()),
            "context.domainName" if request.host.is_some() => request.host.clone(),
            _ => self.live.and_then(|live| live.variable(name)),
        }
    }
}
