//! Where access logs go.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, Num};

declare! {
    /// A log group.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LogGroup {
        /// Its name, below `/aws/vendedlogs/`, so that the account's log delivery policy does not grow with each API.
        pub name: Expr,
        /// How long lines are kept, in days; forever where nothing is said.
        pub retention_days: Option<Num>,
        /// Its tags.
        pub tags: Tags,
    }
}
