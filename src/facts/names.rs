//! AWS's rules for names: lengths and alphabets, in a form that messages can describe.

use serde::{Deserialize, Deserializer};

use super::Confidence;

/// Lengths and alphabets of one kind of name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct NameRule {
    /// The minimum length in characters.
    pub min: usize,
    /// The maximum length in characters.
    pub max: usize,
    first: Alphabet,
    middle: Alphabet,
    last: Alphabet,
    #[serde(default)]
    not_starting: Vec<&'static str>,
    /// How certain the rule is.
    #[serde(default)]
    pub confidence: Confidence,
}

/// The characters allowed in a position.
#[derive(Clone, Copy, Debug, Default)]
struct Alphabet {
    /// As in `names.json`: words for character sets, and single characters.
    written: &'static str,
    /// A bit for each allowed ASCII character, since every run checks names character by character.
    ascii: u128,
    /// True if all characters beyond ASCII are allowed too.
    beyond: bool,
}

/// The reason why a text is not a valid name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Shorter than the minimum.
    TooShort,
    /// Longer than the maximum.
    TooLong,
    /// A character that is not allowed in its position.
    Character {
        /// Its offset in bytes.
        at: usize,
        /// The character.
        found: char,
    },
    /// A forbidden prefix.
    Beginning(&'static str),
}

/// `names.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Names {
    names: Kinds,
}

/// Declares a struct with a rule for every kind of name.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(bound(deserialize = "'de: 'static"))]
        struct Kinds {
            $($kind: NameRule,)*
        }

        impl Names {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $kind(&self) -> &NameRule {
                    &self.names.$kind
                }
            )*
        }
    };
}

kinds! {
    /// A load balancer, unique in account and Region.
    load_balancer,
    /// A target group, unique in account and Region.
    target_group,
    /// A security group, unique in its VPC ignoring case; descriptions have the same alphabet.
    security_group,
    /// An IAM role, unique in its account.
    role,
    /// A log group, unique in account and Region.
    log_group,
    /// An App Runner service.
    app_runner_service,
    /// A VPC ingress connection.
    vpc_ingress_connection,
    /// A VPC connector.
    vpc_connector,
    /// An auto scaling configuration of App Runner.
    auto_scaling_configuration,
    /// An observability configuration of App Runner.
    observability_configuration,
    /// An ECS Express service, unique in its cluster.
    express_service,
    /// An API; need not be unique.
    api,
    /// An authorizer.
    authorizer,
    /// A VPC link; need not be unique.
    vpc_link,
    /// A stage other than `$default`.
    stage,
    /// The name of a stage variable.
    stage_variable,
    /// The value of a stage variable.
    stage_variable_value,
    /// The mapping key of a domain; empty for all paths.
    mapping_key,
    /// A domain name.
    domain,
    /// A literal segment of a path.
    path_segment,
    /// A literal segment of a path that every part of AWS accepts.
    path_segment_safe,
    /// A path variable.
    path_variable,
    /// A logical id of a template.
    logical_id,
    /// The key of a tag.
    tag_key,
    /// The value of a tag.
    tag_value,
}

impl NameRule {
    /// Checks that the text is a valid name.
    ///
    /// # Errors
    /// The first violation.
    pub fn check(&self, text: &str) -> Result<(), Misfit> {
        let length = text.chars().count();
        if length < self.min {
            return Err(Misfit::TooShort);
        }
        if length > self.max {
            return Err(Misfit::TooLong);
        }
        for (index, (at, found)) in text.char_indices().enumerate() {
            let first = index == 0;
            let last = index + 1 == length;
            let fits = (!first || self.first.holds(found))
                && (!last || self.last.holds(found))
                && (first || last || self.middle.holds(found));
            if !fits {
                return Err(Misfit::Character { at, found });
            }
        }
        match self
            .not_starting
            .iter()
            .find(|start| text.starts_with(**start))
        {
            Some(start) => Err(Misfit::Beginning(start)),
            None => Ok(()),
        }
    }

    /// Returns the rule in words, e.g. ``4 to 40 characters: letters, digits, `-`, `_` ``.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        for word in self.middle.written.split(' ') {
            match word {
                "any" => parts.push("any character".to_owned()),
                "alnum" => parts.extend(["letters".to_owned(), "digits".to_owned()]),
                "lower" => parts.extend(["lower-case letters".to_owned(), "digits".to_owned()]),
                "space" => parts.push("spaces".to_owned()),
                signs => parts.extend(signs.chars().map(|sign| format!("`{sign}`"))),
            }
        }
        format!(
            "{} to {} characters: {}",
            self.min,
            self.max,
            parts.join(", ")
        )
    }
}

impl Alphabet {
    fn new(written: &'static str) -> Self {
        let ascii = written.split(' ').fold(0, |set, word| set | letters(word));
        Self {
            written,
            ascii,
            beyond: written.split(' ').any(|word| word == "any"),
        }
    }

    fn holds(self, found: char) -> bool {
        match u32::from(found) {
            code @ 0..128 => self.ascii >> code & 1 == 1,
            _ => self.beyond,
        }
    }
}

impl<'de: 'static> Deserialize<'de> for Alphabet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static str>::deserialize(deserializer).map(Self::new)
    }
}

/// Returns the ASCII characters of an alphabet's word, as a bit set.
fn letters(word: &str) -> u128 {
    const SMALL: u128 = range(b'a', b'z');
    const DIGITS: u128 = range(b'0', b'9');
    match word {
        "any" => u128::MAX,
        "alnum" => SMALL | range(b'A', b'Z') | DIGITS,
        "lower" => SMALL | DIGITS,
        "space" => range(b' ', b' '),
        signs => signs.bytes().fold(0, |set, sign| set | range(sign, sign)),
    }
}

/// Returns a bit set of the ASCII characters in a range.
const fn range(first: u8, last: u8) -> u128 {
    u128::MAX >> (127 - last) & u128::MAX << first
}
