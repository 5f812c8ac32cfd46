//! Headers as the backend sees them: unchanged ones, and those changed by the gateway or by mappings.

use crate::model::{Operation, Program, RequestPart, Route};
use crate::route::Request;
use crate::route::trace::Values;

/// A header of the request to the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenHeader {
    /// Its name, in lower case.
    pub name: String,
    /// The value that the backend sees; empty if it sees none.
    pub value: String,
    /// Its outcome.
    pub fate: HeaderOutcome,
}

/// The outcome for a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeaderOutcome {
    /// The `Host` of the backend.
    Host,
    /// API Gateway builds it from `X-Forwarded-*` and the connection.
    Forwarded,
    /// API Gateway adds itself to it.
    Via,
    /// The gateway's settings add it.
    Added,
    /// A mapping sets it.
    Set,
    /// A mapping adds to it.
    Appended,
    /// It passes unchanged.
    Passed,
    /// It becomes part of `Forwarded`.
    TurnedIntoForwarded,
    /// It belongs to the client's connection only.
    HopByHop,
    /// A mapping removes it.
    Removed,
    /// A mapping sets it to a variable that has no value in this request.
    Unset,
}

impl HeaderOutcome {
    /// Returns true if the backend sees the header.
    #[must_use]
    pub fn arrives(self) -> bool {
        match self {
            Self::TurnedIntoForwarded | Self::HopByHop | Self::Removed | Self::Unset => false,
            Self::Host
            | Self::Forwarded
            | Self::Via
            | Self::Added
            | Self::Set
            | Self::Appended
            | Self::Passed => true,
        }
    }
}

/// Headers of one connection (RFC 9110, section 7.6.1), which are never forwarded.
const HOP_BY_HOP: [&str; 7] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// API Gateway's name in `Via`.
const VIA: &str = "HTTP/1.1 AmazonAPIGateway";

/// Returns the keyword of the language.
pub(super) fn word(operation: Operation) -> &'static str {
    match operation {
        Operation::Set => "set",
        Operation::Append => "append",
        Operation::Remove => "remove",
    }
}

pub(super) fn backend_headers(
    program: &Program,
    request: &Request,
    route: &Route,
    host: &str,
    words: &Values<'_>,
) -> Vec<SeenHeader> {
    let header = |name: &str, value: String, fate: HeaderOutcome| SeenHeader {
        name: name.to_ascii_lowercase(),
        value,
        fate,
    };
    let mut seen = vec![header("host", host.to_owned(), HeaderOutcome::Host)];
    let requested_host = words.domain(request);
    seen.push(header(
        "forwarded",
        forwarded_value(request, words),
        HeaderOutcome::Forwarded,
    ));
    seen.push(header("via", VIA.to_owned(), HeaderOutcome::Via));
    if let Some(name) = &program.gateway.original_host {
        seen.push(header(&name.value, requested_host, HeaderOutcome::Added));
    }
    let own = program.gateway.original_host.as_ref();
    for (name, value) in &request.headers {
        let lower = name.to_ascii_lowercase();
        if own.is_some_and(|own| own.value.eq_ignore_ascii_case(name)) {
            // The client's value is overwritten: it cannot be trusted.
            continue;
        }
        let fate = if lower.starts_with("x-forwarded-") {
            HeaderOutcome::TurnedIntoForwarded
        } else if HOP_BY_HOP.contains(&lower.as_str()) {
            HeaderOutcome::HopByHop
        } else if matches!(lower.as_str(), "host" | "forwarded" | "via") {
            continue;
        } else {
            HeaderOutcome::Passed
        };
        let value = match fate {
            HeaderOutcome::Passed => value.clone(),
            HeaderOutcome::Via
            | HeaderOutcome::TurnedIntoForwarded
            | HeaderOutcome::HopByHop
            | HeaderOutcome::Host
            | HeaderOutcome::Forwarded
            | HeaderOutcome::Added
            | HeaderOutcome::Set
            | HeaderOutcome::Appended
            | HeaderOutcome::Removed
            | HeaderOutcome::Unset => String::new(),
        };
        seen.push(header(&lower, value, fate));
    }
    for mapping in &route.request {
        match mapping.part {
            RequestPart::Query => continue,
            RequestPart::Header => {}
        }
        let name = mapping.name.value.to_ascii_lowercase();
        let value = words.mapping_value(&mapping.value);
        let known = seen.iter_mut().find(|it| it.name == name);
        match (mapping.operation, value) {
            (Operation::Set, value) => {
                seen.retain(|it| it.name != name);
                seen.push(match value {
                    Some(value) => header(&name, value, HeaderOutcome::Set),
                    None => header(&name, String::new(), HeaderOutcome::Unset),
                });
            }
            (Operation::Append, Some(value)) => match known {
                Some(known) if known.fate.arrives() => {
                    known.value = format!("{},{value}", known.value);
                    known.fate = HeaderOutcome::Appended;
                }
                Some(_) | None => seen.push(header(&name, value, HeaderOutcome::Appended)),
            },
            (Operation::Append, None) if known.is_some() => {}
            (Operation::Append, None) => {
                seen.push(header(&name, String::new(), HeaderOutcome::Unset));
            }
            (Operation::Remove, _) => {
                seen.retain(|it| it.name != name);
                seen.push(header(&name, String::new(), HeaderOutcome::Removed));
            }
        }
    }
    seen.sort_by_key(|it| it.fate);
    seen
}

/// Returns `Forwarded`, preceded by the values of the client's `X-Forwarded-For` and `Forwarded`.
fn forwarded_value(request: &Request, words: &Values<'_>) -> String {
    let (client, gateway) = words.live().map_or_else(
        || ("<client>".to_owned(), "<gateway>".to_owned()),
        |live| (node(&live.client()), node(&live.gateway())),
    );
    let requested_host = words.domain(request);
    let before = request.header_value("forwarded").into_iter();
    let chain = request.header_value("x-forwarded-for").into_iter();
    let chain = chain.flat_map(|it| {
        let nodes = it.split(',').map(str::trim).filter(|it| !it.is_empty());
        nodes
            .map(|it| format!("for={}", node(it)))
            .collect::<Vec<_>>()
    });
    let own = format!("by={gateway};for={client};host={requested_host};proto=https");
    let all: Vec<String> = before.chain(chain).chain([own]).collect();
    all.join(", ")
}

/// Returns an address as `Forwarded` writes it: IPv6 in brackets and quotes (RFC 7239, section 6).
fn node(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(address) => format!("\"[{address}]\""),
        Err(_) => address.to_owned(),
    }
}
