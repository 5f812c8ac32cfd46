//! Text with AWS's length limits.

use std::borrow::Cow;

/// The maximum length in characters of an API's, integration's or authorizer's description.
pub const API_DESCRIPTION: usize = 1024;
/// The maximum length in characters of a security group's or rule's description.
pub const GROUP_DESCRIPTION: usize = 255;
/// The maximum length in characters of a role's description.
pub const ROLE_DESCRIPTION: usize = 1000;

/// Truncates the text to `bytes`, with an ellipsis if it is cut.
///
/// Bytes, since some of AWS's limits count bytes, and the others count characters, which are never more.
#[must_use]
pub fn within(text: &str, bytes: usize) -> Cow<'_, str> {
    const ELLIPSIS: &str = "...";
    if text.len() <= bytes {
        return Cow::Borrowed(text);
    }
    let room = bytes.saturating_sub(ELLIPSIS.len());
    let end = (0..=room)
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    let kept = text.get(..end).unwrap_or("").trim_end();
    Cow::Owned(format!("{kept}{ELLIPSIS}"))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn short_text_stays() {
        assert_eq!(within("orders", 6), "orders");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_and_never_inside_a_character() {
        assert_eq!(within("orders and more", 10), "orders...");
        assert_eq!(within("ääää", 6), "ä...");
        assert_eq!(within("ää", 2), "...".get(..3).unwrap_or_default());
    }
}
