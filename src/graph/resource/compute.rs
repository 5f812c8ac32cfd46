//! What runs, and what it may do: services, roles, permissions.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, ListExpr, Num};

declare! {
    /// An App Runner service made from an image.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AppRunnerService {
        /// Its name, at most 40 characters, for targets that do not name it themselves.
        pub name: String,
        /// The image.
        pub image: Expr,
        /// Whether the image is in a private ECR repository, which needs an access role, or in ECR Public.
        pub repository: Repository,
        /// The port that it listens on.
        pub port: Num,
        /// vCPU in units of 1/1024.
        pub cpu: Num,
        /// Memory in MB.
        pub memory: Num,
        /// Environment variables, sorted by name.
        pub env: Vec<(String, Expr)>,
        /// Environment variables from secrets, by ARN, sorted by name.
        pub secrets: Vec<(String, Expr)>,
        /// The health check.
        pub health: HealthCheck,
        /// The role of the service's own code, by ARN.
        pub instance_role: Option<Expr>,
        /// Its auto scaling configuration, by ARN.
        pub scaling: Expr,
        /// Its VPC connector, by ARN.
        pub connector: Option<Expr>,
        /// Whether the internet can reach it.
        pub public: bool,
        /// Its tags, which replace it when they change.
        pub tags: Tags,
    }

    /// Where an image is kept.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Repository {
        /// A private repository; the role that may read it, by ARN.
        Ecr {
            /// The access role.
            access_role: Expr,
        },
        /// ECR Public.
        EcrPublic,
    }

    /// A health check.
    #[derive(Clone, Debug, PartialEq)]
    pub struct HealthCheck {
        /// The path of an HTTP check; TCP where there is none.
        pub path: Option<Expr>,
        /// Seconds between checks.
        pub interval: Num,
        /// Seconds to wait.
        pub timeout: Num,
        /// Good answers that make it healthy.
        pub healthy: Num,
        /// Bad answers that make it unhealthy.
        pub unhealthy: Num,
    }

    /// An App Runner auto scaling configuration.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AutoScaling {
        /// Its name, at most 32 characters, for targets that do not name it themselves. It ends in a digest of the settings,
        /// which cannot change: other settings make another configuration, beside the old one.
        pub name: String,
        /// The fewest instances.
        pub min: u32,
        /// The most instances.
        pub max: u32,
        /// Requests at once per instance.
        pub concurrency: u32,
        /// Its tags, which replace it when they change.
        pub tags: Tags,
    }

    /// An App Runner VPC connector. Never tagged: a changed tag replaces it, and App Runner refuses the new one while the old
    /// one with the same security groups is there.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VpcConnector {
        /// Its name, at most 40 characters, for targets that do not name it themselves.
        pub name: String,
        /// Its subnets.
        pub subnets: ListExpr,
        /// Its security groups.
        pub security_groups: Option<ListExpr>,
    }

    /// An App Runner VPC ingress connection. Never tagged: a changed tag replaces it, and a service takes one at a time.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VpcIngress {
        /// Its name, at most 40 characters, for targets that do not name it themselves.
        pub name: String,
        /// The service, by ARN.
        pub service: Expr,
        /// The VPC.
        pub vpc: Expr,
        /// The endpoint.
        pub endpoint: Expr,
    }

    /// An ECS Express Mode service.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExpressService {
        /// Its name, for targets that do not name it themselves.
        pub name: String,
        /// The image.
        pub image: Expr,
        /// The port that it listens on.
        pub port: Num,
        /// vCPU in units of 1/1024.
        pub cpu: Num,
        /// Memory in MB.
        pub memory: Num,
        /// The path of the health check.
        pub health_path: Expr,
        /// Environment variables, sorted by name.
        pub env: Vec<(String, Expr)>,
        /// Environment variables from secrets, by ARN, sorted by name.
        pub secrets: Vec<(String, Expr)>,
        /// The role that starts tasks, by ARN.
        pub execution_role: Expr,
        /// The role that keeps load balancer and scaling, by ARN.
        pub infrastructure_role: Expr,
        /// The role of the service's own code, by ARN.
        pub task_role: Option<Expr>,
        /// Its subnets: private ones make its load balancer internal. The default VPC's public ones where none are said.
        pub subnets: Option<ListExpr>,
        /// The fewest tasks.
        pub min: u32,
        /// The most tasks.
        pub max: u32,
        /// What makes more of them: `AVERAGE_CPU`, `AVERAGE_MEMORY`, `REQUEST_COUNT_PER_TARGET`, and its value.
        pub scaling: Option<(String, u32)>,
        /// Its tags, which replace it when they change.
        pub tags: Tags,
    }

    /// A look at an ECS Express Mode service that exists: its host, and the listener of the load balancer that serves it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExpressLookup {
        /// The service, by ARN.
        pub service: Expr,
    }

    /// An IAM role.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Role {
        /// What it is for.
        pub description: String,
        /// The service that may take it, e.g. `tasks.apprunner.amazonaws.com`.
        pub principal: String,
        /// Whether the service may take it for resources of this account alone (`aws:SourceAccount`).
        pub same_account: bool,
        /// AWS's own policies, by ARN.
        pub managed_policies: Vec<Expr>,
        /// What it allows beside them.
        pub statements: Vec<Statement>,
        /// Its tags.
        pub tags: Tags,
    }

    /// Something that a role allows.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Statement {
        /// The actions, e.g. `sqs:SendMessage`.
        pub actions: Vec<String>,
        /// On which resources.
        pub resources: Vec<Expr>,
    }

    /// API Gateway's right to call a function.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Permission {
        /// The function's ARN.
        pub function: Expr,
        /// From where: `arn:..:execute-api:REGION:ACCOUNT:API/*`.
        pub source_arn: Expr,
    }
}
