//! The pages of the diagnostics, in the program itself.

/// The page of a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    /// The code, e.g. `GW0201`.
    pub code: &'static str,
    /// The page, in Markdown.
    pub text: &'static str,
}

impl Page {
    /// What the first line says behind the code.
    #[must_use]
    pub(super) fn title(&self) -> &'static str {
        let line = self.text.lines().next().unwrap_or("");
        line.split_once(": ").map_or(line, |(_, title)| title)
    }
}

macro_rules! pages {
    ($($code:literal)*) => {
        /// Every page, by code. A test holds the list against `specs/diagnostics`.
        pub(super) const PAGES: &[Page] = &[
            $(Page { code: concat!("GW", $code), text: include_str!(concat!("../../specs/diagnostics/GW", $code, ".md")) },)*
        ];
    };
}

pages! {}
