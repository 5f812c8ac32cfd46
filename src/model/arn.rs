//! The form of resource ARNs, so that a setting can state which kind of resource it accepts.

use std::fmt;

/// The form of a reference to a resource.
#[derive(Clone, Copy, Debug)]
pub struct ArnShape {
    /// The resource's name in messages, with its article.
    pub noun: &'static str,
    /// The service part of the ARN.
    pub service: &'static str,
    /// Accepted prefixes of the ARN's resource part.
    pub resources: &'static [&'static str],
    /// True if the resource must be in the gateway's region.
    pub same_region: bool,
    /// An alternative form that also identifies the resource.
    pub alternative: Option<fn(&str) -> bool>,
    /// An example of the reference.
    pub example: &'static str,
}

impl ArnShape {
    /// Returns a shape for ARNs only, in any region.
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

    /// Returns the shape of one kind of resource, in any region; `example` shows its parts by name.
    #[must_use]
    pub const fn of(kind: ArnOf, example: &'static str) -> Self {
        Self::new(kind.noun, kind.service, kind.resources, example)
    }

    /// Returns the same shape, in the gateway's region.
    #[must_use]
    pub const fn in_region(mut self) -> Self {
        self.same_region = true;
        self
    }

    /// Returns the same shape, or a text that is not an ARN.
    #[must_use]
    pub const fn or(mut self, fits: fn(&str) -> bool) -> Self {
        self.alternative = Some(fits);
        self
    }
}

/// The kind of resource that an input's ARN identifies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArnOf {
    /// Its name in messages, with its article.
    pub noun: &'static str,
    /// The service part of the ARN; empty for any service.
    service: &'static str,
    /// The accepted prefix of the ARN's resource part: one entry, as a list for [`ArnShape`].
    resources: &'static [&'static str],
    /// An example.
    pub example: &'static str,
}

impl fmt::Debug for ArnOf {
    /// Returns the service and the resource prefix, as in the graph's text form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.service {
            "" => f.write_str("any"),
            service => write!(f, "{service}:{}", self.resources.concat()),
        }
    }
}

impl ArnOf {
    /// Any resource.
    pub const ANY: Self = Self {
        noun: "a resource",
        service: "",
        resources: &[""],
        example: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
    };
    /// A Lambda function, or a version or alias of one.
    pub const FUNCTION: Self = Self {
        noun: "a Lambda function",
        service: "lambda",
        resources: &["function:"],
        example: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
    };
    /// A service of App Runner.
    pub const APP_RUNNER_SERVICE: Self = Self {
        noun: "an App Runner service",
        service: "apprunner",
        resources: &["service/"],
        example: "arn:aws:apprunner:eu-west-1:111122223333:service/orders/8fe1e10304f84fd2b0df550fe98a71fa",
    };
    /// A service of ECS.
    pub const ECS_SERVICE: Self = Self {
        noun: "an ECS service",
        service: "ecs",
        resources: &["service/"],
        example: "arn:aws:ecs:eu-west-1:111122223333:service/default/orders",
    };
    /// A listener of an Application or Network Load Balancer.
    pub const LISTENER: Self = Self {
        noun: "a load balancer's listener",
        service: "elasticloadbalancing",
        resources: &["listener/"],
        example: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2",
    };
    /// A service of Cloud Map.
    pub const CLOUD_MAP_SERVICE: Self = Self {
        noun: "a Cloud Map service",
        service: "servicediscovery",
        resources: &["service/"],
        example: "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-0123456789abcdef",
    };
    /// A queue of SQS.
    pub const QUEUE: Self = Self {
        noun: "a queue",
        service: "sqs",
        resources: &[""],
        example: "arn:aws:sqs:eu-west-1:111122223333:orders",
    };
    /// A state machine of Step Functions.
    pub const STATE_MACHINE: Self = Self {
        noun: "a state machine",
        service: "states",
        resources: &["stateMachine:"],
        example: "arn:aws:states:eu-west-1:111122223333:stateMachine:orders",
    };
    /// A certificate of Certificate Manager.
    pub const CERTIFICATE: Self = Self {
        noun: "a certificate of Certificate Manager",
        service: "acm",
        resources: &["certificate/"],
        example: "arn:aws:acm:eu-west-1:111122223333:certificate/11111111-1111-1111-1111-111111111111",
    };

    /// Returns a regular expression for its ARNs, in the syntax common to Terraform and CloudFormation.
    #[must_use]
    pub fn pattern(self) -> String {
        match self.service {
            "" => "^arn:aws[a-z-]*:[a-z0-9-]+:[^ ]+$".to_owned(),
            service => {
                let resource = self.resources.concat();
                format!("^arn:aws[a-z-]*:{service}:[a-z0-9-]*:[0-9]*:{resource}[^ ]+$")
            }
        }
    }

    /// Returns true if an ARN is of this kind.
    #[must_use]
    pub fn fits(self, arn: &str) -> bool {
        let mut parts = arn.splitn(6, ':').skip(2);
        let service = parts.next().unwrap_or("");
        let resource = parts.nth(2).unwrap_or("");
        let mut prefixes = self.resources.iter();
        self.service.is_empty()
            || service == self.service && prefixes.any(|prefix| resource.starts_with(prefix))
    }
}
