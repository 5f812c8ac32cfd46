//! Ports of listeners that services have of their own: from the services' names, so that they stay.

use std::collections::BTreeSet;

use crate::model::Backend;

/// The first port that a listener may have.
const FIRST: u16 = 10_000;
/// How many there are.
const COUNT: u16 = 10_000;

/// A port for each service; `services` are sorted by name.
///
/// A name's hash says the port. Where two meet, the later name takes the next free port: deterministic, and nobody else
/// moves.
pub(super) fn of<'a>(services: impl Iterator<Item = &'a &'a Backend>) -> Vec<u16> {
    let mut taken = BTreeSet::new();
    services
        .map(|service| {
            let wanted = wanted(&service.name.value);
            let free = (0..COUNT)
                .map(|step| FIRST + (wanted + step) % COUNT)
                .find(|port| !taken.contains(port));
            // A balancer has at most 50 listeners, so a free port is never far.
            let port = free.unwrap_or(FIRST + wanted);
            taken.insert(port);
            port
        })
        .collect()
}

/// FNV-1a of 32 bits: small, and the same for ever.
fn wanted(name: &str) -> u16 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    u16::try_from(hash % u32::from(COUNT)).unwrap_or(0)
}
