//! Values of variables that only a running gateway knows, for mappings.

use std::fmt;

/// The values of a request in flight, for mappings. Without one, a trace shows symbols in their place.
pub trait Live: fmt::Debug {
    /// Returns the client's address.
    fn client(&self) -> String;

    /// Returns the gateway's own address, as backends see it.
    fn gateway(&self) -> String;

    /// Returns the host that the client requested.
    fn domain(&self) -> String;

    /// Returns the value of a variable that is not part of the request's line and headers, by its name in `.gw` without
    /// the `$`, e.g. `context.requestId` or `request.body.user.id`; `None` if it has none.
    fn variable(&self, name: &str) -> Option<String>;
}
