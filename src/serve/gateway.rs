//! A loaded spec, ready to serve: routes, addresses, throttles and log format.

use std::collections::BTreeMap;

use crate::driver::Analysis;
use crate::facts::Facts;
use crate::model::{BackendBody, BackendId, Log, LogFormat, Part, Program, Route, Text};
use crate::route::Table;
use crate::route::trace::{Forwarded, backend_name};
use crate::serve::address::Address;
use crate::serve::answer::Refusal;
use crate::serve::limits::Limits;
use crate::serve::log::Line;
use crate::serve::options::Spec;
use crate::serve::throttle::Bucket;

/// A loaded spec, ready to serve.
#[derive(Debug)]
pub(super) struct Gateway {
    pub(super) spec: Spec,
    pub(super) table: Table,
    pub(super) buckets: Vec<Option<Bucket>>,
    /// The format of access-log lines; `None` if the log is off.
    pub(super) log: Option<Line>,
    addresses: BTreeMap<String, Address>,
}

impl Gateway {
    pub(super) fn new(
        spec: Spec,
        addresses: &BTreeMap<String, Address>,
        facts: &Facts,
        limits: &Limits,
    ) -> Self {
        let program = &spec.analysis.program;
        let buckets = program
            .routes
            .iter()
            .map(|route| Bucket::of(program, route, limits.burst));
        let log = match &program.gateway.log {
            Log::Off { .. } => None,
            Log::On { format, .. } => Some(match format {
                LogFormat::Json => Line::json(&facts.logs.json_format()),
                LogFormat::Common => Line::text(&facts.logs.common_line()),
                LogFormat::Custom(format) => Line::text(&custom(program, format)),
            }),
        };
        Self {
            table: Table::new(&program.routes),
            buckets: buckets.collect(),
            log,
            addresses: addresses.clone(),
            spec,
        }
    }

    pub(super) fn program(&self) -> &Program {
        &self.spec.analysis.program
    }

    pub(super) fn analysis(&self) -> &Analysis {
        &self.spec.analysis
    }

    /// Returns the address given for a name.
    pub(super) fn address(&self, name: &str) -> Option<&Address> {
        self.addresses.get(name)
    }

    /// Returns the address of an HTTP backend: the one given for its name or host, else a public host itself.
    pub(super) fn locate(&self, route: &Route, seen: &Forwarded) -> Result<Address, Refusal> {
        let name = backend_name(self.program(), &route.destination);
        let given = self.address(&name).or_else(|| self.address(&seen.host));
        if let Some(address) = given {
            return Ok(address.clone());
        }
        if is_public(seen) {
            return Ok(Address {
                https: seen.https,
                authority: seen.host.clone(),
                prefix: String::new(),
            });
        }
        Err(Refusal::missing(no_address("backend", &name)))
    }

    /// Returns true if a function is a backend with an address.
    pub(super) fn has_function(&self, function: &Text) -> bool {
        let mut backends = self.program().backends.iter();
        backends.any(|it| match &it.body {
            BackendBody::Lambda { arn, .. } => {
                arn.parts == function.parts && self.address(&it.name.value).is_some()
            }
            BackendBody::AppRunner(_)
            | BackendBody::Ecs(_)
            | BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. }
            | BackendBody::Service { .. } => false,
        })
    }

    /// Returns the name of a backend.
    pub(super) fn name_of(&self, backend: BackendId) -> &str {
        let Some(backend) = self.program().backend(backend) else {
            never!("no backend {backend:?}");
        };
        &backend.name.value
    }
}

/// Returns true if a backend has a public address that is known from the spec.
pub(super) fn is_public(seen: &Forwarded) -> bool {
    use crate::route::trace::Via;
    seen.via == [Via::Internet] && !seen.host.is_empty() && !seen.host.contains('<')
}

/// Describes a missing address, and the flag that sets it.
pub(super) fn no_address(kind: &str, name: &str) -> String {
    format!(
        "no address for {kind} `{name}`: start gwc serve with `--to {name}=http://127.0.0.1:8080`"
    )
}

/// Returns a format of the author's own; inputs are shown by name.
fn custom(program: &Program, format: &Text) -> String {
    let parts = format.parts.iter().map(|part| match part {
        Part::Literal(text) | Part::Variable(text) => text.clone(),
        Part::Input(id) => {
            let name = program.input(*id).map_or("", |input| input.name.as_str());
            format!("${{{name}}}")
        }
    });
    parts.collect()
}
