//! The page of a cause: what people read of it, and what the program reads.

use std::fmt;

use crate::doctor::phrases::Parts;
use crate::doctor::sign::Sign;

/// A page as it is written, in `specs/symptoms`.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The cause, which is the file's name, e.g. `missing-host-overwrite`.
    pub slug: &'static str,
    /// The page, in Markdown.
    pub text: &'static str,
}

/// A page, read.
#[derive(Debug)]
pub(super) struct Cause {
    /// How to fix it, without marks.
    pub fix: String,
    /// Where it is described: the first address of its source.
    pub source: &'static str,
    /// Which parts of a spec are to blame, the best first.
    pub places: Vec<Place>,
    /// How to be sure: the first command.
    pub command: Option<&'static str>,
    /// Other causes that look like it.
    pub others: Vec<&'static str>,
    /// What it is known by.
    pub signs: Vec<Sign>,
}

/// A part of a spec that a cause can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The resource that the text names.
    Resource,
    /// The route that answered, or should have.
    Route,
    /// Its `timeout`, else the route.
    Timeout,
    /// Its throttle, or the gateway's.
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
    /// What turns the default endpoint off.
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

/// What is wrong with a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// The page.
    pub slug: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.md: {}", self.slug, self.reason)
    }
}

impl Page {
    /// What the title says behind the cause.
    #[must_use]
    pub fn title(&self) -> &'static str {
        let line = self.text.lines().next().unwrap_or("");
        line.split_once(": ").map_or(line, |(_, title)| title)
    }

    /// The lines of a section, without empty ones at its ends.
    #[must_use]
    pub fn section(&self, heading: &str) -> &'static str {
        let mark = format!("\n## {heading}\n");
        let Some((_, rest)) = self.text.split_once(&mark) else {
            return "";
        };
        rest.split("\n## ").next().unwrap_or(rest).trim()
    }

    /// Reads the page.
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
            command: fenced(self.section("How to be sure")),
            others: items("Could also be").filter_map(slug).collect(),
            signs,
        })
    }
}

/// The address in a line.
fn address(line: &'static str) -> Option<&'static str> {
    let at = line.find("https://")?;
    let address = line.get(at..)?;
    let end = address.find([' ', ')', '>']).unwrap_or(address.len());
    address.get(..end)
}

/// The cause that a line names: `` `slug`: when ``.
fn slug(line: &'static str) -> Option<&'static str> {
    line.strip_prefix('`')?.split('`').next()
}

/// The first line of the first block of code.
fn fenced(section: &'static str) -> Option<&'static str> {
    let (_, block) = section.split_once("```")?;
    block.lines().nth(1).filter(|line| !line.starts_with("```"))
}

/// The text before the first block of code, on one line, with quotes for marks of code.
fn plain(section: &str) -> String {
    let text = section.split("```").next().unwrap_or(section);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('`', "'")
}
