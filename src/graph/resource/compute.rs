//! Compute: services, roles, permissions.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, ListExpr, Num};

declare! {
    /// An App Runner service created from an image.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AppRunnerService {
        /// Its name, at most 40 characters, for targets that do not generate names.
        pub name: String,
        /// The image.
        pub image: Expr,
        /// The image's repository: private ECR, which needs an access role, or ECR Public.
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
        /// True if it is reachable from the internet.
        pub public: bool,
        /// Its tags; changing them replaces the resource.
        pub tags: Tags,
    }

    /// The repository of an image.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Repository {
        /// A private ECR repository.
        Ecr {
            /// The access role that can read it, by ARN.
            access_role: Expr,
        },
        /// ECR Public.
        EcrPublic,
    }

    /// A health check.
    #[derive(Clone, Debug, PartialEq)]
    pub struct HealthCheck {
        /// The path of an HTTP check; `None` for a TCP check.
        pub path: Option<Expr>,
        /// Seconds between checks.
        pub interval: Num,
        /// The timeout, in seconds.
        pub timeout: Num,
        /// Consecutive successes until it is healthy.
        pub healthy: Num,
        /// Consecutive failures until it is unhealthy.
        pub unhealthy: Num,
    }

    /// An App Runner auto scaling configuration.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AutoScaling {
        /// Its name, at most 32 characters, for targets that do not generate names. It ends with a digest of the
        /// settings, which are immutable: changed settings create a new configuration beside the old one.
        pub name: String,
        /// The fewest instances.
        pub min: Num,
        /// The most instances.
        pub max: Num,
        /// Concurrent requests per instance.
        pub concurrency: Num,
        /// Its tags; changing them replaces the resource.
        pub tags: Tags,
    }

    /// An App Runner VPC connector. Never tagged: a changed tag replaces it, and App Runner refuses the new one while
    /// the old one with the same security groups exists.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VpcConnector {
        /// Its name, at most 40 characters, for targets that do not generate names.
        pub name: String,
        /// Its subnets.
        pub subnets: ListExpr,
        /// Its security groups.
        pub security_groups: Option<ListExpr>,
    }

    /// An App Runner VPC ingress connection. Never tagged: a changed tag replaces it, and a service can have only one
    /// at a time.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VpcIngress {
        /// Its name, at most 40 characters, for targets that do not generate names.
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
        /// Its name, for targets that do not generate names.
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
        /// The role that manages load balancer and scaling, by ARN.
        pub infrastructure_role: Expr,
        /// The role of the service's own code, by ARN.
        pub task_role: Option<Expr>,
        /// Its subnets: private ones make its load balancer internal. `None` for the public ones of the default VPC.
        pub subnets: Option<ListExpr>,
        /// The fewest tasks.
        pub min: Num,
        /// The most tasks.
        pub max: Num,
        /// The scaling metric (`AVERAGE_CPU`, `AVERAGE_MEMORY` or `REQUEST_COUNT_PER_TARGET`) and its target value.
        pub scaling: Option<(String, Num)>,
        /// Its tags; changing them replaces the resource.
        pub tags: Tags,
    }

    /// A lookup of an existing ECS Express Mode service: its host, and the listener of its load balancer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExpressLookup {
        /// The service, by ARN.
        pub service: Expr,
    }

    /// An IAM role.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Role {
        /// Its description.
        pub description: String,
        /// The service that can assume it, e.g. `tasks.apprunner.amazonaws.com`.
        pub principal: String,
        /// True if the service can assume it only for resources of this account (`aws:SourceAccount`).
        pub same_account: bool,
        /// AWS managed policies, by ARN.
        pub managed_policies: Vec<Expr>,
        /// Additional statements.
        pub statements: Vec<Statement>,
        /// Its tags.
        pub tags: Tags,
    }

    /// A statement of a role's policy.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Statement {
        /// The actions, e.g. `sqs:SendMessage`.
        pub actions: Vec<String>,
        /// The resources.
        pub resources: Vec<Expr>,
    }

    /// A permission for API Gateway to invoke a function.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Permission {
        /// The function's ARN.
        pub function: Expr,
        /// The source ARN: `arn:..:execute-api:REGION:ACCOUNT:API/*`.
        pub source_arn: Expr,
    }
}
