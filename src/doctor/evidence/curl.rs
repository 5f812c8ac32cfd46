//! Requests made with curl, and curl's own messages.

use crate::doctor::evidence::{Field, Observation};

/// The parts of a request that causes depend on. Header values are not kept, except for the origin.
#[derive(Debug, Default)]
pub(super) struct Request<'t> {
    method: Option<(String, usize)>,
    path: Option<(String, usize)>,
    host: Option<(String, usize)>,
    origin: Option<(String, usize)>,
    preflight: Option<usize>,
    token: Option<usize>,
    /// True if all headers are known, so that a missing one is known to be missing.
    whole: bool,
    line: std::marker::PhantomData<&'t ()>,
}

impl<'t> Request<'t> {
    /// Starts a request with a request line.
    pub(super) fn begin(&mut self, method: &str, path: &str, at: usize) {
        self.method = Some((method.to_owned(), at));
        self.path = Some((path.to_owned(), at));
        self.whole = true;
    }

    /// Adds a header.
    pub(super) fn header(&mut self, name: &str, value: &str, at: usize) {
        match &*name.to_ascii_lowercase() {
            "host" | ":authority" => self.host = Some((value.to_owned(), at)),
            "origin" => self.origin = Some((value.to_owned(), at)),
            "access-control-request-method" => self.preflight = Some(at),
            "authorization" => self.token = Some(at),
            _ => {}
        }
    }

    /// Reads a command line.
    pub(super) fn read_command(&mut self, command: &str, at: usize) {
        self.whole = true;
        let mut words = words(command).into_iter();
        let mut sends = false;
        while let Some(word) = words.next() {
            match &*word {
                "-X" | "--request" => self.method = words.next().map(|method| (method, at)),
                "-H" | "--header" => {
                    let header = words.next().unwrap_or_default();
                    if let Some((name, value)) = header.split_once(':') {
                        self.header(name.trim(), value.trim(), at);
                    }
                }
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" => {
                    sends = true;
                    words.next();
                }
                "-I" | "--head" => self.method = Some(("HEAD".to_owned(), at)),
                "-o" | "--output" | "-D" | "--dump-header" | "-u" | "-b" | "--cookie" | "-w"
                | "-m" | "--max-time" | "--cert" | "--key" | "--cacert" | "-E" => {
                    words.next();
                }
                word if word.starts_with("-X") => {
                    let method = word.trim_start_matches("-X");
                    self.method = Some((method.to_owned(), at));
                }
                word if word.starts_with('-') => {}
                url => self.read_url(url, at),
            }
        }
        if self.method.is_none() && self.path.is_some() {
            let method = if sends { "POST" } else { "GET" };
            self.method = Some((method.to_owned(), at));
        }
    }

    /// Reads a line of a browser's developer tools about a request: `Request URL: https://..`. Returns false for any
    /// other line.
    pub(super) fn read_browser(&mut self, line: &str, at: usize) -> bool {
        if let Some(url) = line.strip_prefix("Request URL: ") {
            self.read_url(url.trim(), at);
            return true;
        }
        let method = line.strip_prefix("Request Method: ");
        if let Some(method) = method {
            self.method = Some((method.trim().to_owned(), at));
        }
        method.is_some()
    }

    /// Sets the method.
    pub(super) fn set_method(&mut self, method: &str, at: usize) {
        self.method = Some((method.to_owned(), at));
    }

    /// Reads the host that an error of curl names.
    pub(super) fn read_error(&mut self, line: &str, at: usize) {
        const BEFORE: [&str; 4] = [
            "Could not resolve host: ",
            "Couldn't resolve host '",
            "Failed to connect to ",
            "target host name '",
        ];
        let rest = BEFORE
            .into_iter()
            .find_map(|before| Some(line.split_once(before)?.1));
        let host = rest.and_then(|rest| {
            let of_host = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
            rest.split(|letter| !of_host(letter)).next()
        });
        if let Some(host) = host.filter(|host| host.contains('.')) {
            self.host.get_or_insert((host.to_owned(), at));
        }
    }

    /// Sets the path, without a query.
    pub(super) fn set_path(&mut self, path: &str, at: usize) {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        self.path = Some((path.to_owned(), at));
    }

    /// Reads host and path of a URL. Neither credentials nor the query are kept.
    pub(super) fn read_url(&mut self, url: &str, at: usize) {
        let url = url.split(['?', '#']).next().unwrap_or(url);

        let bare = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let Some(bare) = bare.or_else(|| url.contains('.').then_some(url)) else {
            return;
        };
        let slash = bare.find('/').unwrap_or(bare.len());
        let (host, path) = bare.split_at(slash);
        let host = host.rsplit('@').next().unwrap_or(host);
        let host = host.split(':').next().unwrap_or(host);
        self.host.get_or_insert((host.to_owned(), at));
        let path = if path.starts_with('/') { path } else { "/" };
        self.path = Some((path.to_owned(), at));
    }

    /// Adds the facts about the request to an observation of its response.
    pub(super) fn describe(&self, observation: &mut Observation<'t>) {
        let facts = [
            (Field::Method, &self.method),
            (Field::Path, &self.path),
            (Field::Host, &self.host),
            (Field::Origin, &self.origin),
        ];
        for (field, fact) in facts {
            if let Some((value, line)) = fact {
                observation.add(field, value.clone(), *line);
            }
        }
        let options = self.method.as_ref().is_some_and(|(it, _)| it == "OPTIONS");
        let method_line = self.method.as_ref().map(|(_, line)| *line);
        if let (true, Some(line)) = (options, self.preflight.or(method_line)) {
            observation.add(Field::Preflight, "yes", line);
        }
        match self.token {
            Some(line) => observation.add(Field::Token, "yes", line),
            None if self.whole => observation.infer(Field::Token, "no"),
            None => {}
        }
    }
}

/// Returns true for the first line of a browser's developer tools about a request.
pub(super) fn is_browser(line: &str) -> bool {
    line.starts_with("Request URL: http")
}

/// Returns true for what those tools say about a connection, among the headers.
pub(super) fn is_connection(line: &str) -> bool {
    line.starts_with("Remote Address: ") || line.starts_with("Referrer Policy: ")
}

/// Returns the arguments of a line that runs curl, after any shell's prompt: `~ $ time curl -i ..`.
pub(super) fn command(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bare = line
        .strip_prefix(['$', '%', '#'])
        .map_or(line, str::trim_start);
    let after_prompt = || {
        let mut prompts = ["$ ", "% ", "# "].into_iter();
        prompts.find_map(|prompt| timed_curl(line.split_once(prompt)?.1.trim_start()))
    };
    timed_curl(bare).or_else(after_prompt)
}

/// Returns the arguments of `curl ..` or `time curl ..`.
fn timed_curl(command: &str) -> Option<&str> {
    let command = command.strip_prefix("time ").unwrap_or(command);
    command.strip_prefix("curl ")
}

/// Returns the milliseconds that a shell's `time` reports: `real 0m30.163s` of Bash, `.. 1% cpu 30.163 total` of Zsh.
pub(super) fn elapsed(line: &str) -> Option<f64> {
    let line = line.trim();
    if let Some(time) = line.strip_prefix("real") {
        let (minutes, seconds) = time.trim_start().strip_suffix('s')?.split_once('m')?;
        let minutes: f64 = minutes.parse().ok()?;
        let seconds: f64 = seconds.replace(',', ".").parse().ok()?;
        return Some((minutes * 60.0 + seconds) * 1_000.0);
    }
    let (_, seconds) = line.strip_suffix(" total")?.rsplit_once("% cpu ")?;
    Some(seconds.trim().parse::<f64>().ok()? * 1_000.0)
}

/// Returns method and path of `> GET /path HTTP/2`.
pub(super) fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.strip_prefix("> ")?.split_once(' ')?;
    let (path, protocol) = rest.rsplit_once(' ')?;
    let upper = method.bytes().all(|byte| byte.is_ascii_uppercase());
    (upper && protocol.starts_with("HTTP/")).then_some((method, path))
}

/// Returns true for an error of curl, e.g. `curl: (6) Could not resolve host`.
pub(super) fn is_error(line: &str) -> bool {
    line.trim_start().starts_with("curl: (")
}

/// Returns the status in `curl: (22) The requested URL returned error: 503`.
pub(super) fn failed_status(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("The requested URL returned error: ")?;
    let status = rest.get(..3)?;
    let digits = status.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(status)
}

/// Returns true for a message of `curl -v` about the connection.
pub(super) fn is_remark(line: &str) -> bool {
    const WORDS: [&str; 14] = [
        "Trying",
        "Connected to",
        "Host ",
        "IPv4:",
        "IPv6:",
        "SSL",
        "TLS",
        "ALPN",
        "subject",
        "Could not resolve",
        "Connection",
        "Closing connection",
        "Request completely sent",
        "using HTTP",
    ];
    line.strip_prefix("* ").is_some_and(|remark| {
        let remark = remark.trim_start();
        WORDS.iter().any(|word| remark.starts_with(word))
            || remark.contains("[HTTP/2]")
            || remark.contains("certificate")
            || remark.contains("Using HTTP2")
    })
}

/// Returns true for progress meters and byte counts.
pub(super) fn is_noise(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("{ [")
        || line.starts_with("} [")
        || line.starts_with("% Total")
        || line.starts_with("Dload ")
        || line == ">"
        || line.starts_with("* ") && line.contains("bytes")
        || line.contains("--:--:--")
}

/// Splits a command line into words, with a shell's quoting.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut open = false;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(end), letter) if letter == end => quote = None,
            (Some(_), letter) => word.push(letter),
            (None, '\'' | '"') => {
                quote = Some(letter);
                open = true;
            }
            (None, letter) if letter.is_whitespace() => {
                if open {
                    words.push(std::mem::take(&mut word));
                    open = false;
                }
            }
            (None, letter) => {
                word.push(letter);
                open = true;
            }
        }
    }
    if open {
        words.push(word);
    }
    words
}
