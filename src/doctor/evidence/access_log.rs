//! Access-log lines that are not JSON: the formats that the console of API Gateway offers, and those declared in a spec.

use crate::doctor::evidence::{Field, Lines, LogFormat, Moment, Observation, Reading, log_keys};

/// Reads one line.
pub(super) fn read<'t>(
    lines: &Lines<'t>,
    at: usize,
    format: Option<&LogFormat>,
) -> Option<Reading<'t>> {
    let line = lines.get(at)?;
    let declared = format.and_then(|format| format.read(line, at));
    let observation = declared
        .or_else(|| common(line, at))
        .or_else(|| read_csv(line, at))
        .or_else(|| read_xml(line, at))?;
    Some(Reading {
        observations: vec![observation],
        next: at + 1,
    })
}

/// Adds the value of a variable or key of a log line.
pub(super) fn note<'t>(observation: &mut Observation<'t>, key: &str, value: &'t str, at: usize) {
    if log_keys::is_time(key) {
        observation.moment = observation.moment.or(Moment::parse(value));
    } else if let Some(field) = log_keys::field(key) {
        observation.add(field, value, at);
    }
}

/// Adds facts that follow from those of a log line, and the text to search for phrases.
pub(super) fn complete(observation: &mut Observation<'_>) {
    const SAID: [Field; 4] = [
        Field::ErrorType,
        Field::Error,
        Field::IntegrationError,
        Field::AuthorizerError,
    ];
    for field in SAID {
        let message = observation.value(field).map(str::to_owned);
        let line = observation.fact(field).and_then(|fact| fact.line);
        if let (Some(message), Some(line)) = (message, line) {
            observation.text.push(line, &message);
        }
    }
    if observation.is(Field::Method, "OPTIONS") {
        observation.infer(Field::Preflight, "yes");
    }
    if has_stage_in_path(observation) {
        observation.infer(Field::StageInPath, "yes");
    }
}

/// Returns true if the path begins with the stage: by its name, or with a segment that the route key does not have.
fn has_stage_in_path(observation: &Observation<'_>) -> bool {
    let Some(path) = observation.value(Field::Path) else {
        return false;
    };
    let mut segments = path.trim_start_matches('/').split('/');
    let (first, second) = (segments.next().unwrap_or(""), segments.next());
    let stage = observation.value(Field::Stage);
    if stage.is_some_and(|stage| stage != "$default" && stage == first) {
        return true;
    }
    let key = observation.value(Field::Route).unwrap_or("");
    let wanted = key
        .split_once(" /")
        .and_then(|(_, path)| path.split('/').next());
    let is_literal = |wanted: &&str| !wanted.is_empty() && !wanted.starts_with('{');
    wanted
        .filter(is_literal)
        .is_some_and(|wanted| first != wanted && second == Some(wanted))
}

/// Reads `IP - - [TIME] "REQUEST" STATUS LENGTH REQUEST-ID`, optionally followed by an error. The request contains a
/// route key if API Gateway wrote the line, and a path if a server did.
fn common<'t>(line: &'t str, at: usize) -> Option<Observation<'t>> {
    let (before, rest) = line.split_once('[')?;
    let (time, rest) = rest.split_once(']')?;
    if before.split_whitespace().count() < 2 || Moment::parse(time).is_none() {
        return None;
    }
    let (request, rest) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
    let mut words = rest.split_whitespace();
    let status = words.next()?;
    if !is_status(status) {
        return None;
    }
    let mut observation = Observation::new("log", at);
    observation.moment = Moment::parse(time);
    observation.add(Field::Status, status, at);
    let request = request.trim();
    let (method, target) = request.split_once(' ').unwrap_or((request, ""));
    observation.add(Field::Method, method, at);
    let target = match target.rsplit_once(' ') {
        Some((target, protocol)) if protocol.starts_with("HTTP/") => target,
        _ => target,
    };
    if target == "-" || target == "$default" || target.contains(" /") {
        observation.add(Field::Route, target, at);
    } else if target.starts_with('/') {
        observation.add(Field::Path, target, at);
    }
    let _length = words.next();
    if let Some(id) = words.next() {
        observation.add(Field::RequestId, id, at);
        let behind = rest.split_once(id).map_or("", |(_, behind)| behind.trim());
        let behind = behind.trim_matches('"');
        if !behind.is_empty() {
            observation.add(Field::IntegrationError, behind, at);
        }
    }
    complete(&mut observation);
    Some(observation)
}

/// Reads the console's CSV, `IP,TIME,METHOD,ROUTE-KEY,PROTOCOL,STATUS,LENGTH,REQUEST-ID`, optionally followed by an
/// error. See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html>.
fn read_csv<'t>(line: &'t str, at: usize) -> Option<Observation<'t>> {
    const KEYS: [&str; 9] = [
        "ip",
        "requestTime",
        "httpMethod",
        "routeKey",
        "protocol",
        "status",
        "responseLength",
        "requestId",
        "integrationError",
    ];
    let cells: Vec<&str> = line.splitn(KEYS.len(), ',').map(str::trim).collect();
    let [_, time, _, _, protocol, status, _, _, ..] = cells.as_slice() else {
        return None;
    };
    if Moment::parse(time).is_none() || !protocol.starts_with("HTTP/") || !is_status(status) {
        return None;
    }
    let mut observation = Observation::new("log", at);
    for (key, cell) in KEYS.into_iter().zip(cells) {
        note(&mut observation, key, cell.trim_matches('"'), at);
    }
    complete(&mut observation);
    Some(observation)
}

/// Reads the console's XML, `<request id="ID"> <status>404</status> .. </request>`, with any elements.
fn read_xml<'t>(line: &'t str, at: usize) -> Option<Observation<'t>> {
    let (id, mut rest) = line
        .trim_start()
        .strip_prefix("<request id=\"")?
        .split_once("\">")?;
    let mut observation = Observation::new("log", at);
    observation.add(Field::RequestId, id, at);
    while let Some((value, behind)) = rest.split_once("</") {
        let (key, behind) = behind.split_once('>')?;
        if let Some((_, value)) = value.rsplit_once('>') {
            note(&mut observation, key, value, at);
        }
        rest = behind;
    }
    is_status(observation.value(Field::Status)?).then(|| {
        complete(&mut observation);
        observation
    })
}

/// Returns true for three digits.
pub(super) fn is_status(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}
