//! What the ARN of a resource looks like, so that a setting can say which kind of resource it has to name.

/// The form of a reference to a resource.
#[derive(Clone, Copy, Debug)]
pub struct ArnShape {
    /// What messages call the resource, with its article.
    pub noun: &'static str,
    /// The service part of the ARN.
    pub service: &'static str,
    /// How the resource part of the ARN may start.
    pub resources: &'static [&'static str],
    /// Whether the resource has to be in the gateway's region.
    pub same_region: bool,
    /// Another form than an ARN that names the resource too.
    pub alternative: Option<fn(&str) -> bool>,
    /// How the reference is written.
    pub example: &'static str,
}

impl ArnShape {
    /// A shape of any region that takes ARNs alone.
    #[must_use]
    pub const fn new(
        noun: &'static str,
        service: &'static str,
        resources: &'static [&'static str],
        example: &'static str,
    ) -> Self {
        Self {
            noun,
            service,
            resources,
            same_region: false,
            alternative: None,
            example,
        }
    }

    /// The same shape, in the gateway's region.
    #[must_use]
    pub const fn in_region(mut self) -> Self {
        self.same_region = true;
        self
    }

    /// The same shape, or a text that is no ARN.
    #[must_use]
    pub const fn or(mut self, fits: fn(&str) -> bool) -> Self {
        self.alternative = Some(fits);
        self
    }
}
