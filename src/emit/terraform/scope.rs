//! What a translation may look at, and what it had to look up on the way.
//!
//! Owns addresses, references and the notes on which data sources a module needs. It must not write any resource.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::emit::terraform::layout;
use crate::emit::terraform::tree::{Piece, Value};
use crate::graph::id::snake;
use crate::graph::resource::Tags;
use crate::graph::{Attribute, Body, Expr, Graph, Id, Kind, ListExpr, Num, Sealed};

/// The graph, and what its translation turned out to need.
pub(super) struct Scope<'g> {
    sealed: &'g Sealed,
    needs: Needs,
    reads: RefCell<Vec<Id>>,
    attributes: RefCell<BTreeSet<(Id, Attribute)>>,
}

/// Things that a module looks up or names once.
#[derive(Default)]
pub(super) struct Needs {
    /// `data.aws_region.current`
    pub(super) region: Cell<bool>,
    /// `data.aws_caller_identity.current`
    pub(super) account: Cell<bool>,
    /// `data.aws_partition.current`
    pub(super) partition: Cell<bool>,
}

impl<'g> Scope<'g> {
    /// A scope in which nothing has been looked up.
    pub(super) fn new(sealed: &'g Sealed) -> Self {
        Self {
            sealed,
            needs: Needs::default(),
            reads: RefCell::default(),
            attributes: RefCell::default(),
        }
    }

    /// The graph.
    pub(super) fn graph(&self) -> &'g Graph {
        self.sealed.graph()
    }

    /// What turned out to be needed.
    pub(super) fn needs(&self) -> &Needs {
        &self.needs
    }

    /// The resources that were read since the last call, each once, sorted.
    pub(super) fn take_reads(&self) -> Vec<Id> {
        let mut reads = self.reads.take();
        reads.sort();
        reads.dedup();
        reads
    }

    /// Whether something reads an attribute of a resource.
    pub(super) fn is_read(&self, id: &Id, attribute: Attribute) -> bool {
        self.attributes.borrow().contains(&(id.clone(), attribute))
    }

    /// A resource's body. A sealed graph has all that its references name.
    pub(super) fn body(&self, id: &Id) -> Option<&'g Body> {
        self.sealed.get(id).map(|resource| &resource.body)
    }

    fn kind(&self, id: &Id) -> Option<Kind> {
        self.body(id).map(Body::kind)
    }

    /// `TYPE.NAME` of a resource.
    pub(super) fn address(&self, id: &Id) -> String {
        match self.kind(id) {
            Some(kind) => format!("{}.{}", resource_type(kind), name(kind, id)),
            None => snake(id.as_str()),
        }
    }

    /// An attribute of a resource.
    pub(super) fn get(&self, id: &Id, attribute: Attribute) -> String {
        self.reads.borrow_mut().push(id.clone());
        self.attributes.borrow_mut().insert((id.clone(), attribute));
        let address = self.address(id);
        match attribute {
            Attribute::Id => format!("{address}.id"),
            Attribute::Name if self.kind(id) == Some(Kind::Domain) => {
                format!("{address}.domain_name")
            }
            Attribute::Name => format!("{address}.name"),
            Attribute::ApiEndpoint => format!("{address}.api_endpoint"),
            Attribute::IngressDomain => format!("{address}.domain_name"),
            Attribute::ServiceUrl => format!("{address}.service_url"),
            Attribute::NetworkInterfaceIds => format!("{address}.network_interface_ids"),
            Attribute::RegionalDomainName => {
                format!("{address}.domain_name_configuration[0].target_domain_name")
            }
            Attribute::RegionalHostedZoneId => {
                format!("{address}.domain_name_configuration[0].hosted_zone_id")
            }
            Attribute::Arn => self.arn(id, &address),
            Attribute::Endpoint => format!("local.{}_host", self.name(id)),
            Attribute::ListenerArn => format!("local.{}_ingress.ListenerArn", self.name(id)),
            Attribute::LoadBalancerSecurityGroup => {
                format!("local.{}_balancer_group", self.name(id))
            }
        }
    }

    fn arn(&self, id: &Id, address: &str) -> String {
        let kind = self.kind(id);
        if kind == Some(Kind::Certificate) {
            // Whoever reads a certificate's ARN waits until it is validated.
            let name = self.name(id);
            format!("aws_acm_certificate_validation.{name}.certificate_arn")
        } else if kind == Some(Kind::ExpressService) {
            format!("{address}.service_arn")
        } else {
            format!("{address}.arn")
        }
    }

    /// The name of a resource among those of its type.
    pub(super) fn name(&self, id: &Id) -> String {
        match self.kind(id) {
            Some(kind) => name(kind, id),
            None => snake(id.as_str()),
        }
    }

    /// A string.
    pub(super) fn expr(&self, expr: &Expr) -> Value {
        Value::template(self.pieces(expr))
    }

    fn pieces(&self, expr: &Expr) -> Vec<Piece> {
        match expr {
            Expr::Literal(text) => vec![Piece::Text(text.clone())],
            Expr::Get(id, attribute) => vec![Piece::Code(self.get(id, *attribute))],
            Expr::Input(name) => vec![Piece::Code(variable(name))],
            Expr::Region => vec![self.region()],
            Expr::Account => {
                self.needs.account.set(true);
                vec![Piece::Code(
                    "data.aws_caller_identity.current.account_id".to_owned(),
                )]
            }
            Expr::Partition => {
                self.needs.partition.set(true);
                vec![Piece::Code(
                    "data.aws_partition.current.partition".to_owned(),
                )]
            }
            Expr::Deployment => vec![Piece::Text(self.graph().deployment.clone())],
            Expr::Join(pieces) => pieces.iter().flat_map(|piece| self.pieces(piece)).collect(),
        }
    }

    fn region(&self) -> Piece {
        match &self.graph().region {
            Some(region) => Piece::Text(region.clone()),
            None => {
                self.needs.region.set(true);
                // `id` is the one name that neither provider 5 nor 6 calls deprecated.
                Piece::Code("data.aws_region.current.id".to_owned())
            }
        }
    }

    /// A string as an expression that other code can be built around.
    pub(super) fn code(&self, expr: &Expr) -> String {
        layout::value(&self.expr(expr))
    }

    /// A list of strings.
    pub(super) fn list(&self, list: &ListExpr) -> Value {
        match list {
            ListExpr::Known(entries) => self.exprs(entries),
            ListExpr::Input(name) => Value::Code(variable(name)),
            ListExpr::Get(id, attribute) => Value::Code(self.get(id, *attribute)),
        }
    }

    /// A list of known length.
    pub(super) fn exprs(&self, entries: &[Expr]) -> Value {
        Value::List(entries.iter().map(|entry| self.expr(entry)).collect())
    }

    /// How many entries a list has.
    pub(super) fn length(&self, list: &ListExpr) -> Value {
        match list {
            ListExpr::Known(entries) => Value::number(entries.len()),
            ListExpr::Input(name) => Value::Code(format!("length({})", variable(name))),
            ListExpr::Get(id, attribute) => {
                Value::Code(format!("length({})", self.get(id, *attribute)))
            }
        }
    }

    /// A map of strings; `None` where it is empty.
    pub(super) fn map(&self, entries: &[(String, Expr)]) -> Option<Value> {
        let map = entries
            .iter()
            .map(|(key, value)| (key.clone(), self.expr(value)));
        (!entries.is_empty()).then(|| Value::Map(map.collect()))
    }

    /// Tags, where there are some.
    pub(super) fn tags(&self, tags: &Tags) -> Option<Value> {
        self.map(tags)
    }
}

/// A whole number.
pub(super) fn number(num: &Num) -> Value {
    match num {
        Num::Known(number) => Value::number(number),
        Num::Input(name) => Value::Code(variable(name)),
    }
}

/// A whole number where the provider wants text.
pub(super) fn number_as_text(num: &Num) -> Value {
    match num {
        Num::Known(number) => Value::text(number.to_string()),
        Num::Input(name) => Value::Code(format!("tostring({})", variable(name))),
    }
}

/// `var.NAME` of an input.
pub(super) fn variable(name: &str) -> String {
    format!("var.{}", snake(name))
}

/// The name of a resource among those of its type: its id without the kind's word, or `this` where nothing is left.
///
/// No two ids become one: `this` itself, as a rest, gets an underscore, and no id has an empty word.
pub(super) fn name(kind: Kind, id: &Id) -> String {
    let rest = id.as_str().strip_prefix(kind.word());
    match rest {
        Some("") => "this".to_owned(),
        Some("-this") => "this_".to_owned(),
        Some(rest) if rest.starts_with('-') => snake(rest.trim_start_matches('-')),
        Some(_) | None => snake(id.as_str()),
    }
}

/// The provider's name of the type that a kind's references lead to.
pub(super) fn resource_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Api => "aws_apigatewayv2_api",
        Kind::Stage => "aws_apigatewayv2_stage",
        Kind::Route => "aws_apigatewayv2_route",
        Kind::Integration => "aws_apigatewayv2_integration",
        Kind::Authorizer => "aws_apigatewayv2_authorizer",
        Kind::VpcLink => "aws_apigatewayv2_vpc_link",
        Kind::SecurityGroup => "aws_security_group",
        Kind::Ingress => "aws_vpc_security_group_ingress_rule",
        Kind::Egress => "aws_vpc_security_group_egress_rule",
        Kind::Endpoint => "aws_vpc_endpoint",
        Kind::EndpointTargets => "aws_lb_target_group_attachment",
        Kind::Balancer => "aws_lb",
        Kind::TargetGroup => "aws_lb_target_group",
        Kind::Listener => "aws_lb_listener",
        Kind::AppRunnerService => "aws_apprunner_service",
        Kind::AutoScaling => "aws_apprunner_auto_scaling_configuration_version",
        Kind::VpcConnector => "aws_apprunner_vpc_connector",
        Kind::VpcIngress => "aws_apprunner_vpc_ingress_connection",
        Kind::ExpressService => "aws_ecs_express_gateway_service",
        Kind::ExpressLookup => "data.aws_cloudcontrolapi_resource",
        Kind::Role => "aws_iam_role",
        Kind::Permission => "aws_lambda_permission",
        Kind::Certificate => "aws_acm_certificate",
        Kind::Domain => "aws_apigatewayv2_domain_name",
        Kind::Mapping => "aws_apigatewayv2_api_mapping",
        Kind::Record => "aws_route53_record",
        Kind::LogGroup => "aws_cloudwatch_log_group",
    }
}
