//! Ports of per-service listeners, derived from the services' names so that they are stable.

use std::collections::BTreeSet;

use crate::model::Backend;

/// The first port for listeners.
const FIRST: u16 = 10_000;
/// The number of ports.
const COUNT: u16 = 10_000;

/// Assigns a port to each service; `services` must be sorted by name.
///
/// The port is a hash of the name. On a collision, the later name takes the next free port: deterministic, and no other
/// service moves.
pub(super) fn of<'a>(services: impl Iterator<Item = &'a &'a Backend>) -> Vec<u16> {
    let mut taken = BTreeSet::new();
    services
        .map(|service| {
            let offset = hashed_offset(&service.name.value);
            let free = (0..COUNT)
                .map(|step| FIRST + (offset + step) % COUNT)
                .find(|port| !taken.contains(port));
            // With more services than ports, two share one; the quota of listeners is far lower and refuses them.
            let port = free.unwrap_or(FIRST + offset);
            taken.insert(port);
            port
        })
        .collect()
}

/// Computes 32-bit FNV-1a, which is small and stable.
fn hashed_offset(name: &str) -> u16 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let Ok(offset) = u16::try_from(hash % u32::from(COUNT)) else {
        never!("{hash} modulo {COUNT}");
    };
    offset
}
