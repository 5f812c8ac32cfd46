//! Log groups for access logs.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, Num};

declare! {
    /// A log group.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LogGroup {
        /// Its name, below `/aws/vendedlogs/`, so that the account's log delivery policy does not grow with each API.
        pub name: Expr,
        /// The retention in days; `None` keeps logs forever.
        pub retention_days: Option<Num>,
        /// Its tags.
        pub tags: Tags,
    }
}
