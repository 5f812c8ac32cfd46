//! Log groups.

use crate::emit::terraform::scope::{Scope, number};
use crate::emit::terraform::tree::Block;
use crate::graph::resource::logs::LogGroup;

pub(super) fn log_group(scope: &Scope<'_>, name: &str, group: &LogGroup) -> Vec<Block> {
    let LogGroup {
        name: title,
        retention_days,
        tags,
    } = group;
    let block = Block::resource("aws_cloudwatch_log_group", name)
        .set("name", scope.expr(title))
        .maybe("retention_in_days", retention_days.as_ref().map(number))
        .maybe("tags", scope.tags(tags));
    vec![block]
}
