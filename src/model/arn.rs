//! What the ARN of a resource looks like, so that a setting can say which kind of resource it has to name.

use std::fmt;

/// The form of a reference to a resource.
#[derive(Clone, Copy, Debug)]
pub struct ArnShape {
    /// What messages call the resource, with its article.
    pub noun: &'static str,
    /// The service part of the ARN.
    pub service: &'static str,
    /// How the resource part of the ARN may start.
    pub resources: &'static [&'static str],
    /// Whether the resource has to be in the gateway's region.
    pub same_region: bool,
    /// Another form than an ARN that names the resource too.
    pub alternative: Option<fn(&str) -> bool>,
    /// How the reference is written.
    pub example: &'static str,
}

impl ArnShape {
    /// A shape of any region that takes ARNs alone.
    #[must_use]
    pub const fn new(
        noun: &'static str,
        service: &'static str,
        resources: &'static [&'static str],
        example: &'static str,
    ) -> Self {
        Self {
            noun,
            service,
            resources,
            same_region: false,
            alternative: None,
            example,
        }
    }

    /// The same shape, in the gateway's region.
    #[must_use]
    pub const fn in_region(mut self) -> Self {
        self.same_region = true;
        self
    }

    /// The same shape, or a text that is no ARN.
    #[must_use]
    pub const fn or(mut self, fits: fn(&str) -> bool) -> Self {
        self.alternative = Some(fits);
        self
    }
}

/// Which resource the ARN in an input names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArnOf {
    /// What messages call it, with its article.
    pub noun: &'static str,
    /// The service part of the ARN; empty where any will do.
    service: &'static str,
    /// How the resource part of the ARN starts.
    resource: &'static str,
    /// One that fits.
    pub example: &'static str,
}

impl fmt::Debug for ArnOf {
    /// The service and how the resource starts, as the graph's text shows them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.service {
            "" => f.write_str("any"),
            service => write!(f, "{service}:{}", self.resource),
        }
    }
}

impl ArnOf {
    /// Any resource.
    pub const ANY: Self = Self {
        noun: "a resource",
        service: "",
        resource: "",
        example: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
    };
    /// A Lambda function, or a version or alias of one.
    pub const FUNCTION: Self = Self {
        noun: "a Lambda function",
        service: "lambda",
        resource: "function:",
        example: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
    };
    /// A service of App Runner.
    pub const APP_RUNNER_SERVICE: Self = Self {
        noun: "an App Runner service",
        service: "apprunner",
        resource: "service/",
        example: "arn:aws:apprunner:eu-west-1:111122223333:service/orders/8fe1e10304f84fd2b0df550fe98a71fa",
    };
    /// A service of ECS.
    pub const ECS_SERVICE: Self = Self {
        noun: "an ECS service",
        service: "ecs",
        resource: "service/",
        example: "arn:aws:ecs:eu-west-1:111122223333:service/default/orders",
    };
    /// A listener of an Application or Network Load Balancer.
    pub const LISTENER: Self = Self {
        noun: "a load balancer's listener",
        service: "elasticloadbalancing",
        resource: "listener/",
        example: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2",
    };
    /// A service of Cloud Map.
    pub const CLOUD_MAP_SERVICE: Self = Self {
        noun: "a Cloud Map service",
        service: "servicediscovery",
        resource: "service/",
        example: "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-0123456789abcdef",
    };
    /// A queue of SQS.
    pub const QUEUE: Self = Self {
        noun: "a queue",
        service: "sqs",
        resource: "",
        example: "arn:aws:sqs:eu-west-1:111122223333:orders",
    };
    /// A state machine of Step Functions.
    pub const STATE_MACHINE: Self = Self {
        noun: "a state machine",
        service: "states",
        resource: "stateMachine:",
        example: "arn:aws:states:eu-west-1:111122223333:stateMachine:orders",
    };
    /// A certificate of Certificate Manager.
    pub const CERTIFICATE: Self = Self {
        noun: "a certificate of Certificate Manager",
        service: "acm",
        resource: "certificate/",
        example: "arn:aws:acm:eu-west-1:111122223333:certificate/11111111-1111-1111-1111-111111111111",
    };

    /// A regular expression that its ARNs match, in the syntax that Terraform and CloudFormation share.
    #[must_use]
    pub fn pattern(self) -> String {
        let service = match self.service {
            "" => "[a-z0-9-]+",
            service => service,
        };
        match self.service {
            "" => format!("^arn:aws[a-z-]*:{service}:[^ ]+$"),
            _ => format!(
                "^arn:aws[a-z-]*:{service}:[a-z0-9-]*:[0-9]*:{}[^ ]+$",
                self.resource
            ),
        }
    }

    /// Whether an ARN is one of them.
    #[must_use]
    pub fn fits(self, arn: &str) -> bool {
        let mut parts = arn.splitn(6, ':').skip(2);
        let service = parts.next().unwrap_or("");
        let resource = parts.nth(2).unwrap_or("");
        self.service.is_empty() || service == self.service && resource.starts_with(self.resource)
    }
}
