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

pages! {
    "0101" "0102" "0103" "0104" "0105" "0106" "0107" "0108" "0109" "0110" "0111" "0112"
    "0113" "0115" "0116" "0117" "0118" "0119" "0120" "0121" "0122" "0123" "0124" "0125"
    "0126" "0127" "0128" "0129" "0130" "0131" "0132" "0133" "0134" "0135" "0136" "0137"
    "0138" "0139" "0180" "0181" "0182" "0183" "0184" "0190" "0201" "0202" "0203" "0204"
    "0205" "0206" "0207" "0208" "0209" "0210" "0211" "0212" "0213" "0214" "0215" "0216"
    "0217" "0218" "0219" "0220" "0221" "0222" "0223" "0224" "0225" "0250" "0251" "0252"
    "0253" "0254" "0301" "0302" "0303" "0304" "0305" "0306" "0307" "0308" "0309" "0310"
    "0311" "0312" "0313" "0314" "0315" "0317" "0318" "0401" "0402" "0403" "0404" "0405"
    "0406" "0407" "0408" "0409" "0410" "0411" "0501" "0503" "0504" "0505" "0506" "0507"
    "0508" "0509" "0510" "0511" "0512" "0513" "0514" "0515" "0516" "0517" "0518" "0519"
    "0520" "0521" "0522" "0523" "0524" "0525" "0550" "0551" "0552" "0601" "0602" "0603"
    "0604" "0605" "0606" "0607" "0608" "0609" "0701" "0702" "0703" "0710" "0711" "0712" "0720"
    "0801"
}
