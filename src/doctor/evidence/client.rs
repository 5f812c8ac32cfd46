//! Lines in which a client reports a failed request: the console of a browser, and errors of HTTP libraries.
//!
//! They have a status and often a method and a URL, but neither headers nor body. Their text is kept only if it says
//! why there was no response at all.

use crate::doctor::evidence::curl::Request;
use crate::doctor::evidence::{Field, Lines, Observation, Reading, moment_of};

/// The maximum length of a line to read, in bytes.
const MAX_LINE: usize = 8 * 1024;
/// The number of lines below an error in which Axios prints the request.
const MAX_DUMP_LINES: usize = 120;
/// The maximum distance between two reports of one response, in lines.
const MAX_REPEAT_LINES: usize = 40;

/// The methods that clients print.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The parts of a report. At least one of status and failure is known.
#[derive(Debug, Default)]
struct Report<'t> {
    status: Option<&'t str>,
    /// Why there was no response.
    failure: Option<&'t str>,
    method: Option<String>,
    url: Option<String>,
    /// Milliseconds until the response.
    duration: Option<f64>,
    /// True if the report continues on the next line.
    continues: bool,
}

/// Reads one line.
pub(super) fn read<'t>(lines: &Lines<'t>, at: usize) -> Option<Reading<'t>> {
    let line = lines.get(at).filter(|line| line.len() <= MAX_LINE)?;
    // A function prints errors of the services that it calls; a provider of Terraform prints those of AWS.
    if line.contains("\tERROR\t") || line.starts_with(['│', '╷']) {
        return None;
    }
    let report = console_request(line, lines.get(at + 1))
        .or_else(|| console_resource(line))
        .or_else(|| axios(lines, at))
        .or_else(|| library(line))
        .or_else(|| unreachable_host(line))?;
    let mut observation = Observation::new("client", at);
    observation.moment = moment_of(line);
    let mut request = Request::default();
    match &report.url {
        Some(path) if path.starts_with('/') => request.set_path(path, at),
        Some(url) => request.read_url(url, at),
        None => {}
    }
    if let Some(method) = report.method {
        request.set_method(&method, at);
    }
    request.describe(&mut observation);
    if let Some(status) = report.status {
        observation.add(Field::Status, status, at);
    }
    if let Some(failure) = report.failure {
        observation.text.push(at, failure);
    }
    if let Some(duration) = report.duration {
        observation.add(Field::Latency, duration.to_string(), at);
    }
    Some(Reading {
        observations: vec![observation],
        next: at + 1 + usize::from(report.continues),
    })
}

/// Removes reports without a URL that repeat the one before: a browser reports a response, then a library does.
pub(super) fn remove_repeats(observations: &mut Vec<Observation<'_>>) {
    let mut last: Option<(usize, Option<String>)> = None;
    observations.retain(|observation| {
        if !observation.is(Field::Kind, "client") {
            return true;
        }
        let status = observation.value(Field::Status).map(str::to_owned);
        let bare = observation.value(Field::Path).is_none() && status.is_some();
        let repeats = bare
            && last.as_ref().is_some_and(|(line, known)| {
                *known == status
                    && observation.line - line.min(&observation.line) <= MAX_REPEAT_LINES
            });
        if !repeats {
            last = Some((observation.line, status));
        }
        !repeats
    });
}

/// Reads `xhr.js:1 GET https://host/path 503 (Service Unavailable)` of Chrome, with `net::ERR_..` in place of or before
/// the status, and `XHR GET https://host/path [HTTP/2 503 Service Unavailable 120ms]` of Firefox, which may break the
/// line before the bracket.
fn console_request<'t>(line: &'t str, next: Option<&'t str>) -> Option<Report<'t>> {
    let (before, url, rest) = split_url(line)?;
    let word = before.trim_end().rsplit(char::is_whitespace).next()?;
    let word = word.strip_prefix("XHR").unwrap_or(word);
    let method = METHODS.into_iter().find(|method| *method == word)?;
    let report = Report {
        method: Some(method.to_owned()),
        url: Some(url.to_owned()),
        ..Report::default()
    };
    let rest = rest.trim();
    let below = next.map(str::trim).filter(|_| rest.is_empty());
    if let Some((status, duration)) = below.unwrap_or(rest).strip_prefix("[HTTP/").and_then(panel) {
        return Some(Report {
            status: Some(status),
            duration,
            continues: rest.is_empty(),
            ..report
        });
    }
    let (failure, rest) = match rest.split_once(char::is_whitespace) {
        Some((failure, rest)) if failure.starts_with("net::ERR_") => (Some(failure), rest.trim()),
        None if rest.starts_with("net::ERR_") => (Some(rest), ""),
        Some(_) | None => (None, rest),
    };
    if failure.is_some() && rest.is_empty() {
        return Some(Report { failure, ..report });
    }
    let (status, behind) = status(rest)?;
    let whole = behind.is_empty() || behind.starts_with(" (") && behind.ends_with(')');
    whole.then_some(Report {
        status: Some(status),
        ..report
    })
}

/// Reads what Firefox prints in a bracket behind `[HTTP/`: `2 503 Service Unavailable 120ms]`.
fn panel(text: &str) -> Option<(&str, Option<f64>)> {
    let (inner, _) = text.split_once(']')?;
    let (_, rest) = inner.split_once(' ')?;
    let (status, behind) = status(rest.trim_start())?;
    let time = behind.rsplit(char::is_whitespace).next().unwrap_or("");
    let number = time.strip_suffix("ms").and_then(|it| it.parse().ok());
    Some((status, number))
}

/// Reads `Failed to load resource: the server responded with a status of 503 ()`, after the URL and its line if the
/// browser prints them: `https://host/path:1`.
fn console_resource(line: &str) -> Option<Report<'_>> {
    let (before, rest) = line.split_once("Failed to load resource: ")?;
    let origin = before.trim_end().rsplit(char::is_whitespace).next();
    let origin = origin.map(|origin| {
        let is_position = |letter: char| letter.is_ascii_digit() || letter == ':';
        origin.trim_end_matches(is_position)
    });
    let url =
        origin.filter(|url| url.starts_with("http") && url.contains("://") || url.starts_with('/'));
    let report = Report {
        url: url.map(str::to_owned),
        ..Report::default()
    };
    if rest.starts_with("net::ERR_") {
        return Some(Report {
            failure: rest.split_whitespace().next(),
            ..report
        });
    }
    let (status, _) = status(rest.strip_prefix("the server responded with a status of ")?)?;
    Some(Report {
        status: Some(status),
        ..report
    })
}

/// Reads `Request failed with status code 503` of Axios. Node.js prints the request below, in `config`.
fn axios<'t>(lines: &Lines<'t>, at: usize) -> Option<Report<'t>> {
    let (_, rest) = lines
        .get(at)?
        .split_once("Request failed with status code ")?;
    let (status, _) = status(rest)?;
    let below = (at + 1..=at + MAX_DUMP_LINES).map_while(|at| lines.get(at));
    let dump = below.take_while(|line| {
        !line.trim().is_empty() && !line.contains("Request failed with status code ")
    });
    let (mut base, mut url, mut method) = (None, None, None);
    for line in dump {
        let Some((key, value)) = line.trim().split_once(": '") else {
            continue;
        };
        let value = value.split('\'').next().unwrap_or("");
        let known = match key {
            "baseURL" => &mut base,
            "url" => &mut url,
            "method" => &mut method,
            _ => continue,
        };
        known.get_or_insert(value);
    }
    let url = url.map(|url| match base {
        Some(base) if !url.contains("://") => {
            format!(
                "{}/{}",
                base.trim_end_matches('/'),
                url.trim_start_matches('/')
            )
        }
        Some(_) | None => url.to_owned(),
    });
    Some(Report {
        status: Some(status),
        method: method.map(str::to_ascii_uppercase),
        url,
        ..Report::default()
    })
}

/// Reads errors of other libraries: Requests, HTTPX, urllib, Got and Angular.
fn library(line: &str) -> Option<Report<'_>> {
    let with_url = |status, url: &str| {
        url.starts_with("http").then(|| Report {
            status: Some(status),
            url: Some(url.to_owned()),
            ..Report::default()
        })
    };
    for kind in [" Client Error: ", " Server Error: "] {
        if let Some((before, rest)) = line.split_once(kind) {
            let (status, _) = status(before.rsplit(char::is_whitespace).next()?)?;
            let (_, url) = rest.split_once(" for url: ")?;
            return with_url(status, url.split_whitespace().next()?);
        }
    }
    for kind in ["Client error '", "Server error '"] {
        if let Some((_, rest)) = line.split_once(kind) {
            let (status, rest) = status(rest)?;
            let (_, url) = rest.split_once("' for url '")?;
            return with_url(status, url.split('\'').next()?);
        }
    }
    if let Some((_, rest)) = line.split_once("Http failure response for ") {
        let (url, rest) = rest.split_once(": ")?;
        let (status, _) = status(rest)?;
        return with_url(status, url);
    }
    let bare = [("HTTP Error ", ": "), ("Response code ", " (")];
    bare.into_iter().find_map(|(before, after)| {
        let (_, rest) = line.split_once(before)?;
        let (status, behind) = status(rest)?;
        behind.starts_with(after).then(|| Report {
            status: Some(status),
            ..Report::default()
        })
    })
}

/// Reads `getaddrinfo ENOTFOUND host` of Node.js and `HTTPSConnectionPool(host='host', ..): .. Name or service not
/// known` of Requests.
fn unreachable_host(line: &str) -> Option<Report<'_>> {
    let node = line.split_once("getaddrinfo ENOTFOUND ");
    let python = || {
        let (_, rest) = line.split_once("HTTPSConnectionPool(host='")?;
        Some(("", rest))
    };
    let (_, rest) = node.or_else(python)?;
    let end = rest.find(|next: char| !is_of_host(next));
    let host = rest.get(..end.unwrap_or(rest.len()))?;
    (!host.is_empty()).then(|| Report {
        failure: Some(line),
        url: Some(format!("https://{host}")),
        ..Report::default()
    })
}

fn is_of_host(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '.'
}

/// Splits a line into the text before its first URL, the URL, and the text behind.
fn split_url(line: &str) -> Option<(&str, &str, &str)> {
    let start = ["https://", "http://"]
        .into_iter()
        .filter_map(|scheme| line.find(scheme))
        .min()?;
    let (before, rest) = line.split_at_checked(start)?;
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let end = rest.find("[HTTP/").map_or(end, |bracket| bracket.min(end));
    let (url, rest) = rest.split_at_checked(end)?;
    Some((before, url, rest))
}

/// Splits the status of a failure from the start of a text.
fn status(text: &str) -> Option<(&str, &str)> {
    let (code, behind) = text.split_at_checked(3)?;
    let failed = code.starts_with(['4', '5']) && code.bytes().all(|byte| byte.is_ascii_digit());
    let apart = !behind.starts_with(|next: char| next.is_alphanumeric());
    (failed && apart).then_some((code, behind))
}
