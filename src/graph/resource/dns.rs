//! Domains: certificates, custom domains, mappings and records.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, Id};

declare! {
    /// A certificate, validated by records in a hosted zone.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Certificate {
        /// The host name.
        pub host: Expr,
        /// The hosted zone, by id.
        pub zone: Expr,
        /// Its tags.
        pub tags: Tags,
    }

    /// A regional custom domain with TLS 1.2 or newer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Domain {
        /// The host name.
        pub host: Expr,
        /// The certificate, by ARN: an existing one, or a [`Certificate`] once it is validated.
        pub certificate: Expr,
        /// The truststore of mutual TLS, `s3://bucket/key`.
        pub truststore: Option<Expr>,
        /// The version of the truststore's object.
        pub truststore_version: Option<Expr>,
        /// The certificate that proves ownership, for mutual TLS with a certificate from another issuer.
        pub ownership: Option<Expr>,
        /// True if it also listens on IPv6.
        pub dualstack: bool,
        /// Its tags.
        pub tags: Tags,
    }

    /// A mapping from a custom domain to the `$default` stage.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Mapping {
        /// The domain, by its name.
        pub domain: Expr,
        /// The API.
        pub api: Id,
        /// The stage.
        pub stage: Id,
        /// The mapping path; `None` matches all paths.
        pub key: Option<Expr>,
    }

    /// An alias record of a custom domain.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Record {
        /// The hosted zone, by id.
        pub zone: Expr,
        /// The host name.
        pub host: Expr,
        /// `A` or `AAAA`.
        pub record_type: &'static str,
        /// The custom domain that it points to.
        pub domain: Id,
    }
}
