//! Text as a terminal may be given it: a spec can hold anything, and a finding quotes it.

/// `text` with every character replaced that steers a terminal or turns the direction of writing. A replacement has as
/// many bytes as what it replaces, so spans into the text hold; newlines and tabs stay.
pub(super) fn visible(text: &str) -> String {
    let harmless = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    if text.bytes().all(harmless) {
        // Most files: what is left to do is a copy.
        return text.to_owned();
    }
    text.chars().map(shown).collect()
}

fn shown(letter: char) -> char {
    match letter {
        '\n' | '\t' | '\r' => letter,
        '\0'..='\u{1f}' | '\u{7f}' => '?',
        '\u{80}'..='\u{9f}' => '·',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        _ => letter,
    }
}
