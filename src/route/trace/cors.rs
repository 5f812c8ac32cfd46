//! Preflight requests: if CORS is set, API Gateway responds to `OPTIONS` itself, regardless of the routes.

use crate::model::{Cors, Method, Program, Text};
use crate::route::Request;
use crate::route::trace::Values;

/// The gateway's own response to an `OPTIONS` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// The headers of the response, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The reasons why a browser would block the request, one sentence each.
    pub denials: Vec<String>,
}

/// Returns the response to a preflight request; `None` if the request is not one, or CORS is not set.
pub(super) fn preflight(program: &Program, request: &Request) -> Option<Preflight> {
    let cors = program.gateway.cors.as_ref()?;
    if request.method != Method::Options {
        return None;
    }
    let words = Values::new(program);
    let texts = |list: &[Text]| -> Vec<String> { list.iter().map(|it| words.text(it)).collect() };
    let methods = texts(&cors.methods);
    let origins = texts(&cors.origins);
    let names = texts(&cors.headers);
    let mut headers = Vec::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            headers.push((format!("access-control-{name}"), value));
        }
    };
    let sent_origin = request.header_value("origin");
    let origin = match &sent_origin {
        Some(sent_origin) if origins.iter().any(|it| it == sent_origin) => sent_origin.clone(),
        Some(_) | None => origins.join(","),
    };
    put("allow-origin", origin);
    put("allow-methods", methods.join(","));
    put("allow-headers", names.join(","));
    put("expose-headers", texts(&cors.expose).join(","));
    let age = cors.max_age.as_ref();
    put(
        "max-age",
        age.map(|it| words.count(it.value)).unwrap_or_default(),
    );
    let credentials = cors.credentials.map(|_| "true".to_owned());
    put("allow-credentials", credentials.unwrap_or_default());
    Some(Preflight {
        headers,
        denials: denials(request, cors, &origins, &methods, &names),
    })
}

fn denials(
    request: &Request,
    cors: &Cors,
    origins: &[String],
    methods: &[String],
    names: &[String],
) -> Vec<String> {
    let mut denials = Vec::new();
    let open = |list: &[String]| list.iter().any(|it| it == "*" || it.starts_with('<'));
    if let Some(origin) = request.header_value("origin") {
        let scheme = |it: &String| {
            let wild = it.strip_suffix('*');
            wild.is_some_and(|it| it.ends_with("://") && origin.starts_with(it))
        };
        if !open(origins) && !origins.iter().any(|it| *it == origin || scheme(it)) {
            denials.push(format!("the origin `{origin}` is not allowed"));
        }
    }
    if let Some(method) = request.header_value("access-control-request-method")
        && !open(methods)
        && !methods.contains(&method)
    {
        denials.push(format!("the method `{method}` is not allowed"));
    }
    let sent_headers = request.header_value("access-control-request-headers");
    for name in sent_headers
        .iter()
        .flat_map(|it| it.split(','))
        .map(str::trim)
    {
        let known = names.iter().any(|it| it.eq_ignore_ascii_case(name));
        if !name.is_empty() && !known && !open(names) {
            denials.push(format!("the header `{name}` is not allowed"));
        }
    }
    if cors.origins.is_empty() {
        denials.push("no origin is allowed".to_owned());
    }
    denials
}
