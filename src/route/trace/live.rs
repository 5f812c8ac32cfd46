//! What only a running gateway knows of a request: the values of variables, for mappings.

use std::fmt;

/// The values of a request in flight, for mappings. Without one, a trace shows symbols in their place.
pub trait Live: fmt::Debug {
    /// The client's address.
    fn client(&self) -> String;

    /// The gateway's own address, as backends see it.
    fn gateway(&self) -> String;

    /// The host that the client asked for.
    fn domain(&self) -> String;

    /// The value of a variable that the request's line and headers do not give, by its name in `.gw` without the `$`, e.g.
    /// `context.requestId` or `request.body.user.id`; `None` where it has none.
    fn variable(&self, name: &str) -> Option<String>;
}
