//! Makes untrusted text safe for a terminal. A spec, a file name or a request can contain any character.

/// Replaces the characters in `text` that control a terminal or change the direction of writing. A replacement has the
/// same number of bytes, so spans stay valid. Line ends and tabs are kept.
pub(super) fn visible(text: &str) -> String {
    let harmless = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(harmless) {
        // Most files are safe.
        return text.to_owned();
    }
    let mut letters = text.chars().peekable();
    let mut shown = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        let replacement = match letter {
            '\n' | '\t' => letter,
            // A carriage return alone would overwrite its line.
            '\r' if letters.peek() == Some(&'\n') => letter,
            '\0'..='\u{1f}' | '\u{7f}' => '?',
            '\u{80}'..='\u{9f}' | '\u{61c}' => '·',
            letter if is_hidden(letter) && letter.len_utf8() == 4 => '\u{1fbc4}',
            letter if is_hidden(letter) => '\u{fffd}',
            letter => letter,
        };
        shown.push(replacement);
    }
    shown
}

/// Returns `text` on one line, with such characters as escapes: `\n`, `\u{1b}`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => shown.extend(letter.escape_default()),
            letter if letter.is_control() || is_hidden(letter) => {
                shown.extend(letter.escape_unicode());
            }
            letter => shown.push(letter),
        }
    }
    shown
}

/// Escapes such characters in a JSON text, which does not change its meaning because they can occur only in strings.
#[must_use]
pub fn escape_json(text: &str) -> String {
    let is_steering = |letter: char| letter != '\n' && letter.is_control() || is_hidden(letter);
    let mut shown = String::with_capacity(text.len());
    let mut units = [0_u16; 2];
    for letter in text.chars() {
        if is_steering(letter) {
            let units = letter.encode_utf16(&mut units).iter();
            shown.extend(units.map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Returns true for characters that change the direction of writing, break lines, or are invisible.
fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_json, visible};

    const HOSTILE: &str = "a\u{1b}[2J\u{9b}\r\u{202e}\u{61c}\u{2028}b";

    #[test]
    fn a_replacement_keeps_every_offset() {
        let shown = visible(HOSTILE);
        assert_eq!(shown, "a?[2J·?\u{fffd}·\u{fffd}b");
        assert_eq!(shown.len(), HOSTILE.len());
        assert_eq!(visible("a\r\nb"), "a\r\nb");
        assert_eq!(visible("\u{e0041}").len(), 4);
    }

    #[test]
    fn json_means_the_same() {
        assert_eq!(
            escape_json("{\n\"a\u{9b}\u{e0041}\": 1}"),
            "{\n\"a\\u009b\\udb40\\udc41\": 1}"
        );
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(escape("a\n::error::\u{1b}"), "a\\n::error::\\u{1b}");
        assert!(!escape(HOSTILE).chars().any(char::is_control));
    }
}
