//! The route that was probably intended by a request without a matching route.

use crate::model::{Method, Pattern, RouteKey, Segment};
use crate::route::Table;
use crate::route::percent::decode;
use crate::route::request::{Request, segments};

/// A route and its distance from the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The route, by its index.
    pub route: usize,
    /// How the request differs from it.
    pub distance: Distance,
}

/// How a request differs from a route, nearest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// The path matches, the method does not.
    Method,
    /// The path has a trailing slash that the route lacks.
    TrailingSlash,
    /// The path has no segment for a greedy variable.
    EmptyRest,
    /// The case of letters differs.
    LetterCase,
    /// The number of letters that differ in one segment; the segment sent, and the route's.
    Spelling(usize, String, String),
    /// The number of segments that the path has in excess of the route.
    Longer(usize),
    /// The number of segments that the path lacks.
    Shorter(usize),
}

impl Distance {
    /// Returns the difference, as the end of a sentence about the route.
    #[must_use]
    pub fn text(&self) -> String {
        let segments = |count: &usize| match count {
            1 => "one segment".to_owned(),
            many => format!("{many} segments"),
        };
        match self {
            Self::Method => "same path, different method".to_owned(),
            Self::TrailingSlash => "same path without the trailing slash".to_owned(),
            Self::EmptyRest => {
                "its greedy variable needs at least one segment; `<rest*>` matches none as well"
                    .to_owned()
            }
            Self::LetterCase => "same path except for upper and lower case".to_owned(),
            Self::Spelling(_, sent, theirs) => {
                format!("it has `{theirs}` instead of `{sent}`")
            }
            Self::Longer(count) => format!("it is {} shorter", segments(count)),
            Self::Shorter(count) => format!("it is {} longer", segments(count)),
        }
    }
}

impl Table {
    /// Returns the most similar route to a request that no route matches.
    #[must_use]
    pub fn nearest(&self, request: &Request) -> Option<Nearest> {
        if !self.looks_for_nearest {
            return None;
        }
        let able = |method: Method| method == Method::Any || method == request.method;
        let near = |(route, key): (usize, &RouteKey)| {
            let mut distance = distance(key, &request.path)?;
            let other_method = !able(key.method);
            if distance == Distance::Method && !other_method {
                return None;
            }
            // A wrong method and another difference are too far apart.
            if other_method {
                if distance != Distance::Method {
                    return None;
                }
                distance = Distance::Method;
            }
            Some(Nearest { route, distance })
        };
        let found = self.keys().iter().enumerate().filter_map(near);
        found.min_by(|a, b| a.distance.cmp(&b.distance).then(a.route.cmp(&b.route)))
    }
}

/// Returns the distance of a path from a key's; [`Distance::Method`] if they match.
fn distance(key: &RouteKey, path: &str) -> Option<Distance> {
    let Pattern::Path(pattern) = &key.pattern else {
        return None;
    };
    let mut sent = segments(path);
    let slash = sent.len() > 1 && sent.last() == Some(&"");
    if slash {
        sent.pop();
    }
    let greedy = matches!(pattern.last(), Some(Segment::Greedy(_)));
    let mut worst = Distance::Method;
    let mut misspelt = 0;
    let mut alike = 0;
    for (segment, text) in pattern.iter().zip(&sent) {
        let Segment::Literal(ours) = segment else {
            continue;
        };
        let (text, ours) = (decode(text), decode(ours));
        if text == ours {
            alike += 1;
        } else if text.eq_ignore_ascii_case(&ours) {
            worst = worst.max(Distance::LetterCase);
            alike += 1;
        } else {
            let letters = letters(&text, &ours);
            if letters > 2 || letters * 3 > ours.chars().count() {
                return None;
            }
            misspelt += 1;
            worst = worst.max(Distance::Spelling(letters, text.into(), ours.into()));
        }
    }
    let (want, have) = (pattern.len(), sent.len());
    let end = if have + 1 == want && greedy {
        Distance::EmptyRest
    } else if have < want {
        Distance::Shorter(want - have)
    } else if have > want && !greedy {
        Distance::Longer(have - want)
    } else if slash && !greedy {
        Distance::TrailingSlash
    } else {
        Distance::Method
    };
    // A path of another length must share literal text.
    let loose = matches!(end, Distance::Shorter(_) | Distance::Longer(_));
    if misspelt > 1 || (loose && (alike == 0 || misspelt > 0)) {
        return None;
    }
    Some(worst.max(end))
}

/// Returns the edit distance between two texts, with transpositions; 3 for anything above 2.
fn letters(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 || a.len() > 64 {
        return 3;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    for (i, letter) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = at(&row, j) + usize::from(letter != other);
            let mut best = replaced.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped =
                i > 0 && j > 0 && a.get(i - 1) == Some(other) && b.get(j - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0).min(3)
}
