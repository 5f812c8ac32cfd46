//! Calls to AWS: credentials, signatures, Cloud Control, and the few service calls that Cloud Control does not support.
//!
//! Requests are signed with AWS's own `aws-sigv4` and sent with hyper. It must not know plans or journals, and sends
//! each call once; retries are up to the caller.

pub mod acm;
pub mod cloud_control;
mod credentials;
mod fault;
mod http;
pub mod route53;
pub mod s3;
pub mod sts;
mod xml;

pub use credentials::{CredentialsFault, resolve_region};
pub use fault::Fault;
pub use http::{Answer, Client, Endpoint, Request};
