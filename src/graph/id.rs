//! Ids: words that say what a resource *is*. Never a counter, never a position.

use std::borrow::Cow;
use std::sync::Arc;

/// The compiler's own words in ids. A name that contains one of them gets a digest.
pub(super) const RESERVED: [&str; 7] = ["at", "authorizer", "for", "port", "rest", "root", "var"];

/// The maximum length of an id's readable part in characters; CloudFormation limits logical IDs to 255.
const LONGEST: usize = 120;

/// A resource's id: words of `[a-z0-9]`, joined by hyphens and starting with the kind's word, e.g.
/// `integration-orders-rest`.
///
/// Every target writes it in its own case style. Ids stay distinct there, since no word starts with a digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Arc<str>);

impl Id {
    /// Creates an id from a kind's word and the parts that identify the resource.
    ///
    /// Parts that are not plain words (`[a-z][a-z0-9]*`) lose characters; then a digest of all parts is added, so that
    /// ids differ if their parts do.
    #[must_use]
    pub fn new(kind: &str, parts: &[&str]) -> Self {
        let length: usize = parts.iter().map(|part| part.len() + 1).sum();
        let mut text = String::with_capacity(kind.len() + length);
        text.push_str(kind);
        let mut plain = true;
        for part in parts {
            for word in part.split('-') {
                if is_word(word) {
                    text.push('-');
                    text.push_str(word);
                    continue;
                }
                plain = false;
                let clean: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
                let clean = clean.to_ascii_lowercase();
                let clean = clean.trim_start_matches(|letter: char| letter.is_ascii_digit());
                if !clean.is_empty() {
                    text.push('-');
                    text.push_str(clean);
                }
            }
        }
        if !plain {
            text.push('-');
            text.push_str(&digest(parts));
        }
        Self(text.into())
    }

    /// Like [`Id::new`]; if the parts are too long, keeps as many as fit and adds a digest of all.
    pub(super) fn shorten(kind: &str, parts: &[Cow<'_, str>]) -> Self {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        let mut length = 0;
        let fit = parts
            .iter()
            .take_while(|part| {
                length += part.len() + 1;
                length <= LONGEST
            })
            .count();
        match parts.get(..fit) {
            Some(short) if fit < parts.len() => {
                let digest = digest(&parts);
                let mut short = short.to_vec();
                short.push(&digest);
                Self::new(kind, &short)
            }
            Some(_) | None => Self::new(kind, &parts),
        }
    }

    /// Returns the id with another word appended, e.g. for a service's listener.
    #[must_use]
    pub fn and(&self, word: &str) -> Self {
        Self(format!("{}-{word}", self.0).into())
    }

    /// Returns the words, joined by hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split('-')
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Converts words to upper camel case, as in CloudFormation's logical IDs and parameters: `svc-service-arn` is
/// `SvcServiceArn`.
#[must_use]
pub fn pascal(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for word in words.split(['-', '_']) {
        let start = text.len();
        text.push_str(word);
        if let Some(first) = text.get_mut(start..=start) {
            first.make_ascii_uppercase();
        }
    }
    text
}

/// Converts words to snake case, as in Terraform's names: `svc-service-arn` is `svc_service_arn`.
#[must_use]
pub fn snake(words: &str) -> String {
    words.replace('-', "_")
}

/// Returns an eight-letter digest of a list of texts: 64-bit FNV-1a in base 26. Letters only, so that it is a valid
/// word.
#[must_use]
pub fn digest(parts: &[&str]) -> String {
    let bytes = parts
        .iter()
        .flat_map(|part| part.bytes().chain(std::iter::once(0)));
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash ^= hash >> 29;
    let mut text = String::with_capacity(8);
    for _ in 0..8 {
        let Ok(letter) = u8::try_from(hash % 26) else {
            never!("{hash} modulo 26");
        };
        text.push(char::from(b'a' + letter));
        hash /= 26;
    }
    text
}

/// Marks text of the spec so that it gets a digest, unless it is a single plain word that is not reserved.
pub(super) fn mark(text: &str) -> Cow<'_, str> {
    if is_word(text) && !RESERVED.contains(&text) {
        text.into()
    } else {
        format!("={text}").into()
    }
}

/// Returns true if a text is a single plain word of an id.
pub(super) fn is_word(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
