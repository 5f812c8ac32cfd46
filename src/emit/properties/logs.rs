//! Log groups.

use crate::emit::properties::value::Map;
use crate::graph::resource::logs::LogGroup;

/// Returns the properties of `AWS::Logs::LogGroup`
pub(super) fn log_group(it: &LogGroup) -> Map<'_> {
    let LogGroup {
        name,
        retention_days,
        tags: _,
    } = it;
    Map::new()
        .with("LogGroupName", name)
        .maybe("RetentionInDays", retention_days.as_ref())
}
