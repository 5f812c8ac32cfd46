//! The page of a cause: its text for people, and its parsed parts for the program.

use std::fmt;

use crate::doctor::phrases::Parts;
use crate::doctor::sign::Sign;

/// A page of `specs/symptoms`.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The cause, which is also the file's name, e.g. `missing-host-overwrite`.
    pub slug: &'static str,
    /// The page, in Markdown.
    pub text: &'static str,
}

/// A parsed page.
#[derive(Debug)]
pub(super) struct Cause {
    /// The fix, without markup.
    pub fix: String,
    /// The first address of its source.
    pub source: &'static str,
    /// The parts of a spec that may be at fault, most likely first.
    pub places: Vec<Place>,
    /// The first command of "How to be sure".
    pub command: Option<&'static str>,
    /// Other causes with similar symptoms.
    pub others: Vec<&'static str>,
    /// The signs that indicate it.
    pub signs: Vec<Sign>,
}

/// A part of a spec that may be at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The resource mentioned in the text.
    Resource,
    /// The route that matched, or should have.
    Route,
    /// The route's `timeout`, else the route.
    Timeout,
    /// The route's throttle, or the gateway's.
    Throttle,
    /// The route's authorizer.
    Auth,
    /// The route's backend.
    Backend,
    /// The only private App Runner service.
    PrivateService,
    /// The network of the route's backend, else the only one.
    Network,
    /// The gateway's `cors`.
    Cors,
    /// The gateway's `log`.
    Log,
    /// The domain that was called, else the only one.
    Domain,
    /// The setting that turns the default endpoint off.
    Endpoint,
    /// The gateway.
    Gateway,
}

const PLACES: [(&str, Place); 13] = [
    ("resource", Place::Resource),
    ("route", Place::Route),
    ("timeout", Place::Timeout),
    ("throttle", Place::Throttle),
    ("auth", Place::Auth),
    ("backend", Place::Backend),
    ("private service", Place::PrivateService),
    ("network", Place::Network),
    ("cors", Place::Cors),
    ("log", Place::Log),
    ("domain", Place::Domain),
    ("endpoint", Place::Endpoint),
    ("gateway", Place::Gateway),
];

/// An error in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// The page.
    pub slug: &'static str,
    /// The reason.
    pub reason: String,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.md: {}", self.slug, self.reason)
    }
}

impl Page {
    /// Returns the title without the name of the cause.
    #[must_use]
    pub fn title(&self) -> &'static str {
        let line = self.text.lines().next().unwrap_or("");
        line.split_once(": ").map_or(line, |(_, title)| title)
    }

    /// Returns the lines of a section, without empty ones at the start and end.
    #[must_use]
    pub fn section(&self, heading: &str) -> &'static str {
        let mark = format!("\n## {heading}\n");
        let Some((_, rest)) = self.text.split_once(&mark) else {
            return "";
        };
        rest.split("\n## ").next().unwrap_or(rest).trim()
    }

    /// Returns the addresses of the recorded examples: the fence of each is `text CONFIDENCE ADDRESS`. Near misses do
    /// not count.
    #[must_use]
    pub fn recorded_addresses(&self) -> Vec<&'static str> {
        let lines = self.section("Examples").lines();
        lines
            .filter(|line| line.starts_with("```text ") && !line.starts_with("```text miss"))
            .filter_map(address)
            .collect()
    }

    /// Parses the page.
    pub(super) fn read(&self, parts: &mut Parts) -> Result<Cause, PageError> {
        let fault = |reason: String| PageError {
            slug: self.slug,
            reason,
        };
        let items = |heading| {
            let lines = self.section(heading).lines();
            lines.filter_map(|line| line.strip_prefix("- "))
        };
        let signs = items("Signs")
            .map(|line| Sign::parse(line.trim_matches('`'), parts).map_err(fault))
            .collect::<Result<Vec<_>, _>>()?;
        if signs.is_empty() {
            return Err(fault("it has no signs".to_owned()));
        }
        let fix = plain(self.section("Fix"));
        if fix.is_empty() {
            return Err(fault("it has no fix".to_owned()));
        }
        let source = items("Source").find_map(address);
        let places = items("Where")
            .flat_map(|line| line.split(", "))
            .map(|word| {
                let known = PLACES.iter().find(|(name, _)| *name == word);
                known
                    .map(|(_, place)| *place)
                    .ok_or_else(|| fault(format!("there is no place `{word}`")))
            });
        Ok(Cause {
            fix,
            source: source.ok_or_else(|| fault("it has no source".to_owned()))?,
            places: places.collect::<Result<Vec<_>, _>>()?,
            command: first_code_line(self.section("How to be sure")),
            others: items("Could also be").filter_map(slug).collect(),
            signs,
        })
    }
}

/// Finds the address in a line.
fn address(line: &'static str) -> Option<&'static str> {
    let at = line.find("https://")?;
    let address = line.get(at..)?;
    let end = address.find([' ', ')', '>']).unwrap_or(address.len());
    address.get(..end)
}

/// Returns the cause named by a line: `` `slug`: when ``.
fn slug(line: &'static str) -> Option<&'static str> {
    line.strip_prefix('`')?.split('`').next()
}

/// Returns the first line of the first code block.
fn first_code_line(section: &'static str) -> Option<&'static str> {
    let (_, block) = section.split_once("```")?;
    block.lines().nth(1).filter(|line| !line.starts_with("```"))
}

/// Returns the text before the first code block on one line, with code spans in quotes.
fn plain(section: &str) -> String {
    let text = section.split("```").next().unwrap_or(section);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('`', "'")
}
