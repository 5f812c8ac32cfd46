//! Property values: literals, references to other resources, or inputs given at deploy time.

use crate::graph::Id;

/// A string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Expr {
    /// Literal text. A `${request.path.x}` in it belongs to API Gateway, never to the target.
    Literal(String),
    /// An attribute of a resource of the graph.
    Get(Id, Attribute),
    /// An input, by name.
    Input(String),
    /// The region of the deployment.
    Region,
    /// The account of the deployment.
    Account,
    /// `aws`, `aws-cn`, ..
    Partition,
    /// The deployment's name: the stack name in CloudFormation, [`crate::graph::Graph::deployment`] elsewhere.
    Deployment,
    /// A concatenation of at least two pieces; never nested, and never with two adjacent literals.
    Join(Vec<Expr>),
}

impl Expr {
    /// Returns a literal.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Literal(text.into())
    }

    /// Joins pieces, in the normal form of [`Expr::Join`].
    #[must_use]
    pub fn join(pieces: impl IntoIterator<Item = Expr>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        for piece in pieces {
            match piece {
                Self::Join(inner) => inner.into_iter().for_each(|piece| push(&mut flat, piece)),
                piece => push(&mut flat, piece),
            }
        }
        match flat.len() {
            0 => Self::Literal(String::new()),
            1 => flat.remove(0),
            _ => Self::Join(flat),
        }
    }

    /// Returns the text, if it is a literal.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Get(..)
            | Self::Input(_)
            | Self::Region
            | Self::Account
            | Self::Partition
            | Self::Deployment
            | Self::Join(_) => None,
        }
    }

    /// Collects the resources that it reads.
    pub fn reads<'e>(&'e self, into: &mut Vec<&'e Id>) {
        match self {
            Self::Get(id, _) => into.push(id),
            Self::Join(pieces) => pieces.iter().for_each(|piece| piece.reads(into)),
            Self::Literal(_)
            | Self::Input(_)
            | Self::Region
            | Self::Account
            | Self::Partition
            | Self::Deployment => {}
        }
    }

    /// Collects the names of the inputs that it reads.
    pub fn inputs<'e>(&'e self, into: &mut Vec<&'e str>) {
        match self {
            Self::Input(name) => into.push(name),
            Self::Join(pieces) => pieces.iter().for_each(|piece| piece.inputs(into)),
            Self::Literal(_)
            | Self::Get(..)
            | Self::Region
            | Self::Account
            | Self::Partition
            | Self::Deployment => {}
        }
    }
}

fn push(flat: &mut Vec<Expr>, piece: Expr) {
    match (flat.last_mut(), piece) {
        (_, Expr::Literal(text)) if text.is_empty() => {}
        (Some(Expr::Literal(last)), Expr::Literal(text)) => last.push_str(&text),
        (_, piece) => flat.push(piece),
    }
}

/// An attribute that can be read from a resource once it exists. Each emitter maps it to its target's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    /// The ID assigned by AWS: of an API, integration, authorizer, VPC link, endpoint or security group.
    Id,
    /// The ARN: of a log group, role, listener, target group, load balancer, service, connector or certificate.
    Arn,
    /// The name of a role.
    Name,
    /// `https://{id}.execute-api.{region}.amazonaws.com` of an API.
    ApiEndpoint,
    /// The domain name of a VPC ingress connection: server name and `Host` of a private App Runner service.
    IngressDomain,
    /// `x.region.awsapprunner.com` of a public App Runner service, without `https://`.
    ServiceUrl,
    /// The network interfaces of an endpoint; a list.
    NetworkInterfaceIds,
    /// `d-x.execute-api.region.amazonaws.com` of a custom domain.
    RegionalDomainName,
    /// The hosted zone of a custom domain's regional domain name.
    RegionalHostedZoneId,
    /// The host of an ECS Express Mode service, without `https://`.
    Endpoint,
    /// The HTTPS listener of an ECS Express Mode service.
    ListenerArn,
    /// The security group of the load balancer of an ECS Express Mode service.
    LoadBalancerSecurityGroup,
}

/// A list of strings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListExpr {
    /// Entries.
    Known(Vec<Expr>),
    /// A list input, by name.
    Input(String),
    /// A list attribute.
    Get(Id, Attribute),
}

impl ListExpr {
    /// Collects the resources that it reads.
    pub fn reads<'e>(&'e self, into: &mut Vec<&'e Id>) {
        match self {
            Self::Known(entries) => entries.iter().for_each(|entry| entry.reads(into)),
            Self::Get(id, _) => into.push(id),
            Self::Input(_) => {}
        }
    }

    /// Collects the names of the inputs that it reads.
    pub fn inputs<'e>(&'e self, into: &mut Vec<&'e str>) {
        match self {
            Self::Known(entries) => entries.iter().for_each(|entry| entry.inputs(into)),
            Self::Input(name) => into.push(name),
            Self::Get(..) => {}
        }
    }
}

/// A whole number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Num {
    /// Known.
    Known(i64),
    /// An input, by name.
    Input(String),
}
