//! The addresses of backends on this machine: `--to NAME=URL`.

use crate::serve::answer::Refusal;

/// A base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) https: bool,
    pub(super) authority: String,
    /// The prefix of each path, without a trailing slash.
    pub(super) prefix: String,
}

impl Address {
    /// Parses a base URL, e.g. `http://127.0.0.1:8080`.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`{url}` is not the URL of a backend: {why}");
        let (https, rest) = match (url.strip_prefix("http://"), url.strip_prefix("https://")) {
            (Some(rest), _) => (false, rest),
            (None, Some(rest)) => (true, rest),
            (None, None) => return Err(wrong("it must start with `http://` or `https://`")),
        };
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        if authority.parse::<hyper::http::uri::Authority>().is_err() {
            return Err(wrong("it must name a host"));
        }
        if path.contains(['?', '#']) {
            return Err(wrong("it must not have a query"));
        }
        Ok(Self {
            https,
            authority: authority.to_owned(),
            prefix: path.trim_end_matches('/').to_owned(),
        })
    }

    /// Appends a path and query to this address.
    pub(super) fn below(&self, path: &str, query: &str) -> Result<hyper::Uri, Refusal> {
        let scheme = if self.https { "https" } else { "http" };
        let mark = if query.is_empty() { "" } else { "?" };
        let all = format!(
            "{scheme}://{}{}{}{mark}{}",
            self.authority,
            self.prefix,
            plain(path),
            plain(query)
        );
        all.parse().map_err(|error| {
            Refusal::internal(
                "API_CONFIGURATION_ERROR",
                format!("cannot request `{all}`: {error}"),
            )
        })
    }
}

/// Encodes text for a request line.
fn plain(text: &str) -> String {
    let odd =
        |byte: &u8| byte.is_ascii_control() || !byte.is_ascii() || b" \"<>\\^`{|}#".contains(byte);
    if !text.as_bytes().iter().any(odd) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if odd(&byte) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

/// Returns a host name for a symbol of a trace: `<orders ingress domain>`, which is unknown before deployment, becomes
/// `orders-ingress-domain.internal`. Other hosts are returned unchanged.
pub(super) fn host(text: &str) -> String {
    let Some(symbol) = text.strip_prefix('<').and_then(|it| it.strip_suffix('>')) else {
        return text.to_owned();
    };
    let words: Vec<&str> = symbol
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .collect();
    format!("{}.internal", words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{Address, host};

    #[test]
    fn urls_are_read_and_extended() {
        let below = |base: &str| {
            let address = Address::parse(base).ok()?;
            let url = address.below("/a b", "x=1").ok()?;
            Some(url.to_string())
        };
        let url = below("http://127.0.0.1:8080/base/");
        assert_eq!(url.as_deref(), Some("http://127.0.0.1:8080/base/a%20b?x=1"));
        for wrong in ["127.0.0.1:8080", "ftp://x", "http://", "http://x/?q"] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn symbols_become_hosts() {
        assert_eq!(
            host("<orders ingress domain>"),
            "orders-ingress-domain.internal"
        );
        assert_eq!(host("api.example"), "api.example");
    }
}
