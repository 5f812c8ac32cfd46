//! The order of steps: topological, with ties broken by what people expect.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Sorts items so that each comes after everything it needs. `key` returns an item's rank and id, `needs` the ids of
/// the items that must precede it; nothing else affects the order.
pub(super) fn sort<'g, T>(
    mut items: Vec<T>,
    key: impl Fn(&T) -> (u8, Cow<'g, str>),
    needs: impl Fn(&T) -> &BTreeSet<Cow<'g, str>>,
) -> Vec<T> {
    items.sort_by_cached_key(&key);
    let ids: Vec<Cow<'g, str>> = items.iter().map(|item| key(item).1).collect();
    let needs: Vec<&BTreeSet<Cow<'g, str>>> = items.iter().map(needs).collect();
    let order = order(&ids, &needs);
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let next = |index: usize| items.get_mut(index).and_then(Option::take);
    let sorted: Vec<T> = order.into_iter().filter_map(next).collect();
    // INVARIANT: `graph::verify` rejects cycles.
    if sorted.len() < items.len() {
        never!("steps wait for one another in a circle");
    }
    sorted
}

/// Returns the indices of items in topological order; of several candidates, the smallest key comes first.
fn order(ids: &[Cow<'_, str>], needs: &[&BTreeSet<Cow<'_, str>>]) -> Vec<usize> {
    let ids = ids.iter().enumerate();
    let by_id: HashMap<&str, usize> = ids.map(|(index, id)| (&**id, index)).collect();
    let mut missing = vec![0_usize; needs.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for ((index, needs), missing) in needs.iter().enumerate().zip(&mut missing) {
        for first in needs.iter().filter_map(|id| by_id.get(&**id)) {
            *missing += 1;
            needed_by
                .get_mut(*first)
                .into_iter()
                .for_each(|it| it.push(index));
        }
    }
    let ready = missing.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut ready: BTreeSet<usize> = ready.map(|(index, _)| index).collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some(index) = ready.pop_first() {
        for other in needed_by
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default()
        {
            if let Some(count) = missing.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(other);
                }
            }
        }
        order.push(index);
    }
    order
}
