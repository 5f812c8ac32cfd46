//! A difference in the words of people, line by line; the command line paints the tones.

use crate::diff::{
    Answer, Aspect, Behavior, Difference, Fate, Reason, RequestChange, ResourceChange,
};
use crate::model::Method;

/// How a line sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// Something that may let in whom it should not, or break who relies on it.
    Danger,
    /// Something that changes.
    Change,
    /// Something new.
    New,
    /// What is said about it.
    Remark,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it sounds.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// The difference, line by line.
#[must_use]
pub fn lines(difference: &Difference) -> Vec<Line> {
    let mut out = Vec::new();
    let mut say = |tone: Tone, text: String| out.push(Line { tone, text });
    if difference.requests.is_empty() {
        say(
            Tone::Heading,
            "every request is answered as before".to_owned(),
        );
    } else {
        say(Tone::Heading, "requests".to_owned());
    }
    for change in &difference.requests {
        say(tone(change), format!("  {}", request(change)));
        for remark in remarks(change) {
            say(Tone::Remark, format!("      {remark}"));
        }
    }
    if difference.truncated {
        let text = "there are more paths to tell apart than were looked at";
        say(Tone::Danger, text.to_owned());
    }
    match &difference.resources {
        None => say(
            Tone::Heading,
            "resources: one of the specs cannot be built".to_owned(),
        ),
        Some(changes) if changes.is_empty() => {
            say(Tone::Heading, "no resource changes".to_owned());
        }
        Some(changes) => {
            say(Tone::Heading, "resources".to_owned());
            for change in changes {
                let (tone, sign) = match &change.fate {
                    Fate::Replaced(_) => (Tone::Danger, "-/+"),
                    Fate::Deleted => (Tone::Danger, "-"),
                    Fate::Updated => (Tone::Change, "~"),
                    Fate::Created => (Tone::New, "+"),
                };
                say(tone, format!("  {sign:3} {}  {}", change.id, change.kind));
                for remark in reasons(change) {
                    say(Tone::Remark, format!("      {remark}"));
                }
            }
        }
    }
    out
}

fn tone(change: &RequestChange) -> Tone {
    match change.aspects.first() {
        Some(
            Aspect::AuthDropped
            | Aspect::StartsOpen
            | Aspect::AuthChanged
            | Aspect::Stops
            | Aspect::Backend,
        ) => Tone::Danger,
        Some(Aspect::Starts) => Tone::New,
        Some(
            Aspect::Address
            | Aspect::Path
            | Aspect::Mappings
            | Aspect::Answers
            | Aspect::AuthAdded
            | Aspect::Cors
            | Aspect::Timeout
            | Aspect::Throttle,
        )
        | None => Tone::Change,
    }
}

/// The methods, an example, and what happens to it most of all.
pub(super) fn request(change: &RequestChange) -> String {
    let (method, path) = &change.example;
    let headline = change.aspects.first().map_or("", |it| headline(*it));
    let methods: Vec<&str> = change.methods.iter().map(|it| it.word()).collect();
    let others = match methods.len() {
        1 => String::new(),
        all if all + 1 == Method::ALL.len() => " (and every other method)".to_owned(),
        _ => {
            let others = methods.iter().filter(|it| **it != method.word());
            format!(" (and {})", others.copied().collect::<Vec<_>>().join(", "))
        }
    };
    format!("{} {path}{others}: {headline}", method.word())
}

fn headline(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::AuthDropped => "no longer asks for authorization",
        Aspect::StartsOpen => "is answered now, open to anybody",
        Aspect::AuthChanged => "asks for another authorization",
        Aspect::Stops => "is no longer answered",
        Aspect::Backend => "goes to another backend",
        Aspect::Address => "goes to its backend by another address",
        Aspect::Path => "reaches its backend with another path",
        Aspect::Mappings => "reaches its backend with other headers or another query",
        Aspect::Answers => "is answered with other headers or another status",
        Aspect::AuthAdded => "asks for authorization now",
        Aspect::Cors => "preflights are answered otherwise",
        Aspect::Timeout => "has another timeout",
        Aspect::Throttle => "has another limit",
        Aspect::Starts => "is answered now, behind an authorizer",
    }
}

/// Each thing that changes, before and after, and the routes that answer.
pub(super) fn remarks(change: &RequestChange) -> Vec<String> {
    let mut remarks = Vec::new();
    match (&change.old, &change.new) {
        (Answer::Backend(old), Answer::Backend(new)) => {
            for aspect in &change.aspects {
                remarks.extend(before_after(*aspect, old, new));
            }
            remarks.push(if old.route.written == new.route.written {
                format!("route {}", new.route.written)
            } else {
                format!("route {} -> {}", old.route.written, new.route.written)
            });
        }
        (Answer::Backend(it), _) => remarks.push(format!("was {}", told(it))),
        (_, Answer::Backend(it)) => remarks.push(format!("is {}", told(it))),
        (Answer::Refused(_) | Answer::Preflight(_), Answer::Refused(_) | Answer::Preflight(_)) => {}
    }
    if change.aspects == [Aspect::Cors] {
        let whose = |answer: &Answer| match answer {
            Answer::Preflight(_) => "by the gateway",
            Answer::Backend(_) => "by the backend",
            Answer::Refused(_) => "by nobody",
        };
        let (was, is) = (whose(&change.old), whose(&change.new));
        remarks.clear();
        if was != is {
            remarks.push(format!("answered {was} -> {is}"));
        }
        if let (Answer::Preflight(old), Answer::Preflight(new)) = (&change.old, &change.new) {
            let gone = old.headers.iter().filter(|it| !new.headers.contains(it));
            remarks.extend(gone.map(|(name, value)| format!("- {name}: {value}")));
            let came = new.headers.iter().filter(|it| !old.headers.contains(it));
            remarks.extend(came.map(|(name, value)| format!("+ {name}: {value}")));
        }
    }
    remarks
}

fn told(behavior: &Behavior) -> String {
    let path = behavior.path.as_ref();
    let path = path.map_or(String::new(), |path| format!(", which sees {path}"));
    let auth = auth(behavior);
    format!(
        "{} -> {}{path}, {auth}",
        behavior.route.written, behavior.backend
    )
}

fn auth(behavior: &Behavior) -> String {
    match &behavior.auth {
        None => "open".to_owned(),
        Some((name, _, scopes)) if scopes.is_empty() => format!("auth {name}"),
        Some((name, _, scopes)) => format!("auth {name} [{}]", scopes.join(" ")),
    }
}

fn before_after(aspect: Aspect, old: &Behavior, new: &Behavior) -> Option<String> {
    let path = |it: &Behavior| it.path.clone().unwrap_or("no path".to_owned());
    let list = |it: &[String]| match it.is_empty() {
        true => "nothing".to_owned(),
        false => it.join("; "),
    };
    let limit = |it: &Behavior| match it.throttle.as_str() {
        "" => "none of its own".to_owned(),
        limit => limit.to_owned(),
    };
    let (what, was, is) = match aspect {
        Aspect::AuthDropped | Aspect::AuthChanged | Aspect::AuthAdded => {
            return Some(format!("{} -> {}", auth(old), auth(new)));
        }
        Aspect::Backend => ("backend", old.backend.clone(), new.backend.clone()),
        Aspect::Address => ("address", old.address.clone(), new.address.clone()),
        Aspect::Path => ("path", path(old), path(new)),
        Aspect::Mappings => ("mapped", list(&old.mappings), list(&new.mappings)),
        Aspect::Answers => ("answers", list(&old.answers), list(&new.answers)),
        Aspect::Timeout => ("timeout", old.timeout.clone(), new.timeout.clone()),
        Aspect::Throttle => ("throttle", limit(old), limit(new)),
        Aspect::StartsOpen | Aspect::Stops | Aspect::Cors | Aspect::Starts => return None,
    };
    Some(format!("{what} {was} -> {is}"))
}

/// Which properties change, and why a resource is replaced.
pub(super) fn reasons(change: &ResourceChange) -> Vec<String> {
    match &change.fate {
        Fate::Replaced(reasons) => reasons.iter().map(reason).collect(),
        Fate::Updated => vec![change.properties.join(", ")],
        Fate::Deleted | Fate::Created => Vec::new(),
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::CreateOnly(property) => {
            format!("{property} changes, which AWS cannot change in place")
        }
        Reason::Follows(property, id) => format!("{property} refers to {id}, which is replaced"),
        Reason::OtherType(kind) => format!("it was a {kind}"),
    }
}
