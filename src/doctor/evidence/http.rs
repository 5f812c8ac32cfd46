//! HTTP exchanges as printed by `curl -i`, `curl -sD -` and `curl -v`.

use serde_json::Value;

use crate::doctor::evidence::curl::{self, Request};
use crate::doctor::evidence::{Field, Lines, Moment, Observation, Reading, access_log};

/// The maximum number of lines of a body to read.
const MAX_BODY_LINES: usize = 400;

/// Reads one exchange: the command or the request's head, if shown, then the responses.
pub(super) fn read<'t>(lines: &Lines<'t>, at: usize) -> Option<Reading<'t>> {
    let line = lines.get(at)?;
    if !begins(line) {
        return None;
    }
    let mut exchange = Exchange {
        lines,
        at,
        request: Request::default(),
        remarks: Vec::new(),
        found: Vec::new(),
    };
    exchange.run();
    if exchange.found.is_empty() && !exchange.remarks.is_empty() {
        let observation = exchange.failure(at);
        exchange.found.push(observation);
    }
    (exchange.at > at).then_some(Reading {
        observations: exchange.found,
        next: exchange.at,
    })
}

fn begins(line: &str) -> bool {
    is_status(line)
        || curl::command(line).is_some()
        || curl::request_line(line).is_some()
        || curl::is_error(line)
        || curl::is_remark(line)
        || curl::is_browser(line)
}

/// Returns true for `HTTP/2 404`, `< HTTP/1.1 404 Not Found`, and `:status: 404` of other tools.
fn is_status(line: &str) -> bool {
    status(line).is_some()
}

fn status(line: &str) -> Option<&str> {
    let line = without_mark(line);
    let behind = match line.strip_prefix("HTTP/") {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => {
            rest.split_once(' ')?.1
        }
        Some(_) => return None,
        None => {
            let (name, value) = line.split_once(": ")?;
            let name = name.trim_start_matches(':').to_ascii_lowercase();
            matches!(&*name, "status" | "status code").then_some(value)?
        }
    };
    let code = behind.trim_start().get(..3)?;
    let plain = code.bytes().all(|byte| byte.is_ascii_digit());
    let apart = !behind
        .trim_start()
        .get(3..)?
        .starts_with(|next: char| next.is_ascii_alphanumeric());
    (plain && apart).then_some(code)
}

/// Removes curl's mark for received data from a line.
fn without_mark(line: &str) -> &str {
    line.strip_prefix("< ")
        .or_else(|| line.strip_prefix('<').filter(|rest| rest.is_empty()))
        .unwrap_or(line)
        .trim_end()
}

/// Splits a header into name and value.
fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = without_mark(line).trim_start().split_once(':')?;
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_name = !name.is_empty() && name.bytes().all(token);
    is_name.then(|| (name, value.trim()))
}

struct Exchange<'l, 't> {
    lines: &'l Lines<'t>,
    at: usize,
    request: Request<'t>,
    /// Messages of curl about the connection.
    remarks: Vec<usize>,
    found: Vec<Observation<'t>>,
}

impl<'t> Exchange<'_, 't> {
    fn run(&mut self) {
        while let Some(line) = self.lines.get(self.at) {
            let answered = !self.found.is_empty();
            if let Some(command) = curl::command(line) {
                if answered {
                    return;
                }
                let mut command = command.to_owned();
                while command.ends_with('\\') {
                    command.pop();
                    self.at += 1;
                    command.push_str(self.lines.get(self.at).unwrap_or(""));
                }
                self.request.read_command(&command, self.at);
                self.at += 1;
            } else if let Some((method, path)) = curl::request_line(line) {
                if answered {
                    return;
                }
                self.request.begin(method, path, self.at);
                self.at += 1;
            } else if !answered && self.request.read_browser(line, self.at) {
                self.at += 1;
            } else if let Some(sent) = line.strip_prefix("> ") {
                if let Some((name, value)) = header(sent) {
                    self.request.header(name, value, self.at);
                }
                self.at += 1;
            } else if is_status(line) {
                self.response();
            } else if curl::is_error(line) || curl::is_remark(line) {
                self.request.read_error(line, self.at);
                self.remarks.push(self.at);
                self.at += 1;
            } else if curl::is_noise(line) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Creates an observation with the facts about the request and the connection.
    fn answer(&self, at: usize) -> Observation<'t> {
        let mut observation = Observation::new("http", at);
        self.request.describe(&mut observation);
        for remark in &self.remarks {
            observation
                .text
                .push(*remark, self.lines.get(*remark).unwrap_or(""));
        }
        observation
    }

    /// Creates an observation of a request without a printed response. `curl --fail` reports the status alone.
    fn failure(&self, at: usize) -> Observation<'t> {
        let reported = self.remarks.iter().find_map(|remark| {
            let status = curl::failed_status(self.lines.get(*remark)?)?;
            Some((status, *remark))
        });
        let Some((status, line)) = reported else {
            return self.answer(at);
        };
        let mut observation = Observation::new("client", at);
        self.request.describe(&mut observation);
        observation.add(Field::Status, status, line);
        observation
    }

    fn response(&mut self) {
        let first = self.at;
        let mut observation = self.answer(first);
        let code = self.lines.get(first).and_then(status).unwrap_or("");
        observation.add(Field::Status, code, first);
        self.at += 1;
        while let Some(line) = self.lines.get(self.at) {
            if curl::is_connection(line) {
                self.at += 1;
                continue;
            }
            let Some((name, value)) = header(line) else {
                break;
            };
            note_header(&mut observation, name, value, self.at);
            self.at += 1;
        }
        let ended = self.lines.get(self.at).map(without_mark);
        if ended.is_some_and(|line| line.trim().is_empty()) {
            self.at += 1;
        }
        self.body(&mut observation);
        self.elapsed(&mut observation);
        infer_message(&mut observation);
        // `100 Continue` and the response of a proxy precede the response itself.
        if !code.starts_with('1') {
            self.found.push(observation);
        }
    }

    /// Reads the duration that a shell's `time` prints below the response.
    fn elapsed(&mut self, observation: &mut Observation<'t>) {
        let is_blank = |at: &usize| {
            self.lines
                .get(*at)
                .is_some_and(|line| line.trim().is_empty())
        };
        let at = self.at + (self.at..).take_while(is_blank).take(2).count();
        let Some(duration) = self.lines.get(at).and_then(curl::elapsed) else {
            return;
        };
        observation.add(Field::Latency, duration.to_string(), at);
        self.at = at + 1;
        let is_rest = |line: &str| line.starts_with("user") || line.starts_with("sys");
        while self.lines.get(self.at).is_some_and(is_rest) {
            self.at += 1;
        }
    }

    /// Returns true for `* Connection #0 .. left intact` above a JSON body: on a terminal, standard error and output mix.
    fn remark_precedes_body(&self, line: &str) -> bool {
        let next = self.lines.get(self.at + 1);
        line.starts_with("* Connection #") && next.is_some_and(|next| next.starts_with('{'))
    }

    fn body(&mut self, observation: &mut Observation<'t>) {
        let first = self.at;
        let mut body = String::new();
        while let Some(line) = self.lines.get(self.at) {
            if body.is_empty() && self.remark_precedes_body(line) {
                self.at += 1;
                continue;
            }
            let full = self.at - first >= MAX_BODY_LINES;
            let is_next = begins(line) || curl::elapsed(line).is_some();
            if full || is_next || access_log::read(self.lines, self.at, None).is_some() {
                break;
            }
            if curl::is_noise(line) {
                self.at += 1;
                continue;
            }
            // curl prints this message directly after the body, which may not end with a line feed.
            let line = line.split("* Connection #").next().unwrap_or(line);
            if body.trim().is_empty() && is_log(line) {
                break;
            }
            observation.text.push(self.at, line);
            body.push_str(line);
            body.push('\n');
            self.at += 1;
            if line.trim_end().ends_with('}') && note_message(observation, &body, first) {
                break;
            }
        }
        if !body.trim().is_empty() {
            observation.infer(Field::Body, "yes");
        }
        if names_longer_path(&body, observation.value(Field::Path)) {
            observation.infer(Field::StageInPath, "yes");
        }
        if body.to_ascii_lowercase().contains("upstream connect error") {
            observation.infer(Field::Envoy, "yes");
        }
    }
}

/// Infers the message of API Gateway's own responses if the body is not shown: they have no `server` header, and each
/// message has its own length.
fn infer_message(observation: &mut Observation<'_>) {
    const MESSAGES: [(&str, &str); 8] = [
        ("401", "Unauthorized"),
        ("403", "Forbidden"),
        ("404", "Not Found"),
        ("413", "Request Entity Too Large"),
        ("429", "Too Many Requests"),
        ("500", "Internal Server Error"),
        ("503", "Service Unavailable"),
        ("504", "Gateway Timeout"),
    ];
    let own = observation.is(Field::Gateway, "yes")
        && observation.value(Field::Server).is_none()
        && observation.value(Field::Body).is_none();
    let status = observation.value(Field::Status).unwrap_or("");
    let known = MESSAGES.iter().find(|(code, _)| *code == status);
    if let (true, Some((_, message))) = (own, known) {
        let whole = format!("{{\"message\":\"{message}\"}}").len().to_string();
        let length = observation.value(Field::ContentLength);
        if length.is_none_or(|length| length == whole) {
            observation.infer(Field::Message, *message);
        }
    }
}

/// Returns true if a line is a JSON object that no service would respond with: a line of an access log.
fn is_log(line: &str) -> bool {
    line.starts_with('{') && line.contains("\"requestId\"") && line.contains("\"status\"")
}

/// Returns true if a body contains the request's path with an additional first segment. An application that receives
/// the stage in its path responds like this.
fn names_longer_path(body: &str, path: Option<&str>) -> bool {
    let path = path.unwrap_or("").split('?').next().unwrap_or("");
    path.len() > 1
        && body.match_indices(path).take(8).any(|(at, _)| {
            let before = body.get(..at).unwrap_or("");
            let segment = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            let bare = before.trim_end_matches(segment);
            bare.len() < before.len() && bare.ends_with('/') && !bare.ends_with("//")
        })
}

/// Records the message of a JSON body; returns `false` while the body is incomplete.
fn note_message(observation: &mut Observation<'_>, body: &str, line: usize) -> bool {
    let Ok(Value::Object(body)) = serde_json::from_str(body.trim()) else {
        return false;
    };
    let message = ["message", "Message"].iter().find_map(|key| body.get(*key));
    match message {
        Some(Value::String(message)) => observation.add(Field::Message, message.clone(), line),
        Some(Value::Null) => observation.add(Field::Message, "null", line),
        _ => {}
    }
    true
}

fn note_header<'t>(observation: &mut Observation<'t>, name: &str, value: &'t str, at: usize) {
    let name = name.to_ascii_lowercase();
    match &*name {
        "server" => {
            observation.add(Field::Server, value, at);
            if value.to_ascii_lowercase().contains("envoy") {
                observation.add(Field::Envoy, "yes", at);
            }
        }
        "www-authenticate" => {
            observation.add(Field::Authenticate, value, at);
            observation.text.push(at, value);
        }
        "apigw-requestid" => {
            observation.add(Field::Gateway, "yes", at);
            observation.add(Field::RequestId, value, at);
        }
        "location" => observation.append(Field::Location, value, at),
        "access-control-allow-origin" => observation.add(Field::AllowOrigin, value, at),
        "content-type" => observation.add(Field::ContentType, value, at),
        "content-length" => observation.add(Field::ContentLength, value, at),
        "x-amzn-errortype" => {
            let kind = value.split(':').next().unwrap_or(value);
            observation.add(Field::AmznError, kind, at);
        }
        "date" => observation.moment = observation.moment.or(Moment::parse(value)),
        "x-envoy-upstream-service-time" => {
            observation.add(Field::Envoy, "yes", at);
            observation.add(Field::Upstream, "yes", at);
        }
        name if name.starts_with("x-envoy-") => observation.add(Field::Envoy, "yes", at),
        _ => {}
    }
}
