//! Renders a difference as lines of text with tones, which the command line maps to colours.

use crate::diff::Difference;
use crate::diff::aspect::{AspectChange, Danger};
use crate::diff::cost::basis;
use crate::diff::requests::RequestPattern;
use crate::diff::resources::{Action, ResourceChange};
use crate::facts::Prices;

/// The maximum number of patterns listed for one change.
const MOST_PATTERNS: usize = 12;

/// The tone of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// A change that may grant access that should not be granted, or that AWS will refuse.
    Danger,
    /// A change that may break a client.
    Warning,
    /// Any other change.
    Change,
    /// Something new.
    New,
    /// A detail.
    Detail,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its tone.
    pub tone: Tone,
    /// The indent in columns; continuation lines are indented by four more.
    pub indent: usize,
    /// The text.
    pub text: String,
}

/// Renders the difference as lines.
#[must_use]
pub fn lines(difference: &Difference) -> Vec<Line> {
    let mut out = Vec::new();
    let mut say = |tone: Tone, indent: usize, text: String| out.push(Line { tone, indent, text });
    match difference.requests.len() {
        0 => say(Tone::Heading, 0, "no request changes".to_owned()),
        _ => say(Tone::Heading, 0, "requests".to_owned()),
    }
    for change in &difference.requests {
        let tone = match change.danger() {
            Danger::High => Tone::Danger,
            Danger::Medium => Tone::Warning,
            Danger::Low => Tone::Change,
        };
        for pattern in headline(&change.patterns) {
            say(tone, 2, pattern);
        }
        for aspect in &change.aspects {
            say(Tone::Detail, 6, sentence(aspect));
        }
        say(Tone::Detail, 6, format!("for example {}", change.example));
    }
    if difference.truncated {
        let text =
            "too many overlapping patterns to compare all of them; other requests may change too";
        say(Tone::Danger, 0, text.to_owned());
    }
    let Some(changes) = &difference.resources else {
        let text = "resources: not compared, since one of the specs cannot be built";
        say(Tone::Heading, 0, text.to_owned());
        return out;
    };
    match changes.len() {
        0 => say(Tone::Heading, 0, "no resource changes".to_owned()),
        _ => say(Tone::Heading, 0, "resources".to_owned()),
    }
    for alike in group_equal(changes) {
        let Some(change) = alike.first() else {
            continue;
        };
        let (tone, sign) = sign(change);
        let names: Vec<&str> = alike.iter().map(|it| it.name.as_str()).collect();
        let (last, others) = names.split_last().unwrap_or((&"", &[]));
        for name in others {
            say(tone, 2, format!("{sign:3} {name}"));
        }
        say(tone, 2, format!("{sign:3} {last}  {}", change.kind));
        if let Some(refusal) = refusal(change) {
            say(Tone::Danger, 6, refusal);
        }
        for why in change.why() {
            say(Tone::Detail, 6, why);
        }
    }
    if let Some(cost) = difference.cost {
        say(Tone::Heading, 0, cost.sentence());
        say(Tone::Detail, 6, basis(&Prices::load()));
    }
    out
}

/// Groups adjacent equal changes, e.g. those of the integrations of a backend that moves.
fn group_equal(changes: &[ResourceChange]) -> impl Iterator<Item = &[ResourceChange]> {
    changes.chunk_by(|left, right| {
        let explained = !left.why().is_empty() || left.refused.is_some();
        explained
            && (&left.kind, &left.action, &left.refused)
                == (&right.kind, &right.action, &right.refused)
            && left.why() == right.why()
    })
}

/// Explains why AWS will refuse a change.
pub(super) fn refusal(change: &ResourceChange) -> Option<String> {
    let reason = change.refused.as_ref()?;
    Some(match reason.strip_prefix("if ") {
        Some(condition) => format!("AWS will refuse this if {condition}"),
        None => format!("AWS will refuse this: {reason}"),
    })
}

fn sign(change: &ResourceChange) -> (Tone, &'static str) {
    match &change.action {
        _ if change.refused.is_some() => (Tone::Danger, "!"),
        Action::Replace(_) => (Tone::Danger, "-/+"),
        Action::Delete => (Tone::Warning, "-"),
        Action::Update => (Tone::Change, "~"),
        Action::Create => (Tone::New, "+"),
    }
}

/// Renders a change with its values, e.g. `timeout changed: 30s -> 5s`.
pub(super) fn sentence(change: &AspectChange) -> String {
    let sentence = change.aspect.sentence();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{sentence}: {old} -> {new}"),
        (Some(old), None) => format!("{sentence}: was {old}"),
        (None, Some(new)) => format!("{sentence}: now {new}"),
        (None, None) => sentence.to_owned(),
    }
}

/// Renders the patterns of a change, with `/a` and `/a/<rest+>` as `/a/<rest*>`, and the number of those left out.
pub(super) fn headline(patterns: &[RequestPattern]) -> Vec<String> {
    let joined = join_rest_routes(patterns);
    let mut lines: Vec<String> = joined.iter().take(MOST_PATTERNS).map(text).collect();
    if joined.len() > MOST_PATTERNS {
        lines.push(format!(
            "and {} more patterns",
            joined.len() - MOST_PATTERNS
        ));
    }
    lines
}

fn join_rest_routes(patterns: &[RequestPattern]) -> Vec<RequestPattern> {
    let base = |it: &RequestPattern| -> Option<String> {
        let (base, variable) = it.path.rsplit_once('/')?;
        let name = variable.strip_prefix('<')?.strip_suffix("+>")?;
        (!name.is_empty()).then(|| base.to_owned())
    };
    let twin = |it: &RequestPattern, base: &str| {
        let bare = if base.is_empty() { "/" } else { base };
        it.path == bare
    };
    let greedy: Vec<(String, &RequestPattern)> = patterns
        .iter()
        .filter_map(|it| Some((base(it)?, it)))
        .collect();
    let absorbed = |it: &RequestPattern| {
        let mut greedy = greedy.iter();
        greedy.any(|(base, other)| twin(it, base) && other.methods == it.methods)
    };
    let has_twin = |base: &str, it: &RequestPattern| {
        let mut all = patterns.iter();
        all.any(|other| twin(other, base) && other.methods == it.methods)
    };
    patterns
        .iter()
        .filter(|it| !absorbed(it))
        .map(|it| match base(it) {
            Some(base) if has_twin(&base, it) => RequestPattern {
                methods: it.methods.clone(),
                path: it.path.replace("+>", "*>"),
            },
            Some(_) | None => it.clone(),
        })
        .collect()
}

fn text(pattern: &RequestPattern) -> String {
    if pattern.is_any() {
        return format!("ANY {}", pattern.path);
    }
    let methods: Vec<&str> = pattern.methods.iter().map(|it| it.word()).collect();
    format!("{} {}", methods.join(","), pattern.path)
}
