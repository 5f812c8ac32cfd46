//! Values of properties: known, read from another resource, or given at deploy time.

use crate::graph::Id;

/// A string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Expr {
    /// Known characters, to be taken as they are: `${request.path.x}` in here is API Gateway's, never the target's.
    Literal(String),
    /// An attribute of a resource of the graph.
    Get(Id, Attribute),
    /// An input, by name.
    Input(String),
    /// The region that is deployed to.
    Region,
    /// The account that is deployed to.
    Account,
    /// `aws`, `aws-cn`, ..
    Partition,
    /// The name of this deployment: the stack's in CloudFormation, elsewhere [`crate::graph::Graph::deployment`].
    Deployment,
    /// Pieces, one after the other; never nested, never two literals side by side, never fewer than two.
    Join(Vec<Expr>),
}

impl Expr {
    /// Known text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Literal(text.into())
    }

    /// Pieces, brought into the form that [`Expr::Join`] asks for.
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

    /// The text, where all of it is known.
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

    /// Every resource that it reads.
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

    /// The names of every input that it reads.
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

/// What can be read from a resource once it exists. Each backend knows its target's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    /// The id that AWS calls it by: an API's, integration's, authorizer's, VPC link's, endpoint's, security group's.
    Id,
    /// The ARN: a log group's, role's, listener's, target group's, balancer's, service's, connector's, certificate's.
    Arn,
    /// The name: a role's.
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
    /// An input that is a list, by name.
    Input(String),
    /// An attribute that is a list.
    Get(Id, Attribute),
}

impl ListExpr {
    /// Every resource that it reads.
    pub fn reads<'e>(&'e self, into: &mut Vec<&'e Id>) {
        match self {
            Self::Known(entries) => entries.iter().for_each(|entry| entry.reads(into)),
            Self::Get(id, _) => into.push(id),
            Self::Input(_) => {}
        }
    }

    /// The names of every input that it reads.
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
