//! Networks, in which private backends are reached.

use crate::model::{ListArg, Text, Word};
use crate::source::{Span, Spanned};

/// A network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its name; `None` for the one that private backends imply.
    pub name: Option<Word>,
    /// The item, or the place that implied it.
    pub span: Span,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// `link`: an existing VPC link.
    pub link: Option<Text>,
    /// `endpoint`: an existing interface endpoint for App Runner.
    pub endpoint: Option<Text>,
    /// `listener`: an existing listener in front of the endpoint.
    pub listener: Option<Text>,
    /// The VPC; empty if it is not needed.
    pub vpc: Text,
    /// The subnets of the VPC link, the balancer and the endpoint: one per availability zone.
    pub subnets: ListArg,
    /// Additional security groups of the VPC link, e.g. one that an existing load balancer admits.
    pub security_groups: Option<Spanned<ListArg>>,
    /// `listeners per-service`: a listener on its own port for each private App Runner service.
    pub listeners_per_service: Option<Span>,
    /// `endpoint-ips`: the endpoint's addresses, one per subnet, for targets that can pin them.
    pub endpoint_ips: Option<Spanned<Vec<Text>>>,
}
