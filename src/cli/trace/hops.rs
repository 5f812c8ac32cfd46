//! The stations of a story, in the words of people.

use crate::cli::trace::story::{Hop, Line};
use crate::driver::Analysis;
use crate::model::Arg;
use crate::route::trace::{
    self, AuthHop, Credential, Delivery, EntryPoint, Forwarded, HeaderOutcome, Limit, PUBLIC_URL,
    Preflight, Refusal, RouteMatch, RouteName, SeenHeader, ThrottleRate, Trace, TraceOutcome,
    Values, Via,
};
use crate::route::{Caveat, Request};
use crate::source::{LineIndex, Span};

/// The request on one line.
pub(super) fn request(request: &Request) -> String {
    let host = request.host.as_deref();
    let host = host.map_or(String::new(), |host| format!("https://{host}"));
    let query = match request.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    format!("{} {host}{}{query}", request.method.word(), request.path)
}

/// The stations, in the order in which a request passes them.
pub(super) fn hops(told: &Trace, analysis: &Analysis) -> Vec<Hop> {
    let program = &analysis.program;
    let mut hops: Vec<Hop> = entry(told).into_iter().collect();
    match &told.outcome {
        TraceOutcome::Preflight(answer) => hops.push(preflight(answer)),
        TraceOutcome::Refused(refusal) => hops.extend(refused(analysis, refusal)),
        TraceOutcome::Route(routed) => way(&mut hops, told, analysis, routed),
    }
    let (sure, unsure): (Vec<Caveat>, Vec<Caveat>) = told
        .caveats
        .iter()
        .partition(|doubt| **doubt == Caveat::EncodedSlash);
    let said = |doubts: Vec<Caveat>| -> Vec<Line> {
        let texts = doubts.into_iter().map(|it| trace::caveat(program, it));
        texts.map(Line::new).collect()
    };
    push(&mut hops, "note", said(sure));
    let mut doubts = said(unsure);
    if let EntryPoint::Domain(mapped) = &told.entry
        && !mapped.path.is_empty()
    {
        let text = format!(
            "whether `/{}` is taken off the path is not documented",
            mapped.path
        );
        doubts.push(Line::new(text));
    }
    push(&mut hops, "uncertain", doubts);
    hops
}

fn push(hops: &mut Vec<Hop>, title: &'static str, lines: Vec<Line>) {
    if !lines.is_empty() {
        hops.push(Hop { title, lines });
    }
}

fn entry(told: &Trace) -> Option<Hop> {
    let line = match &told.entry {
        EntryPoint::PathAlone => return None,
        EntryPoint::Domain(mapped) if mapped.path.is_empty() => Line::new(&mapped.host),
        EntryPoint::Domain(mapped) => Line::new(format!("{}/{}", mapped.host, mapped.path))
            .and(format!("routes see {}", told.request.path)),
        EntryPoint::Unknown(host) => {
            Line::new(host).and("the spec names no such domain; taken as one")
        }
        EntryPoint::ExecuteApi(host) => Line::new(host).and("the execute-api URL"),
        EntryPoint::Foreign(host) | EntryPoint::Unmapped(host) => Line::new(host),
    };
    Some(Hop {
        title: "domain",
        lines: vec![line],
    })
}

fn preflight(answer: &Preflight) -> Hop {
    let mut lines = vec![Line::new("204").and("a CORS preflight: the gateway answers it itself")];
    let headers = answer.headers.iter();
    lines.extend(headers.map(|(name, value)| Line::new(format!("{name}: {value}"))));
    let denials = answer.denials.iter();
    lines.extend(denials.map(|it| Line::new(format!("a browser stops here: {it}"))));
    Hop {
        title: "answer",
        lines,
    }
}

fn refused(analysis: &Analysis, refusal: &Refusal) -> Vec<Hop> {
    let mut hops = Vec::new();
    let others = refusal.other_methods.iter();
    let others = others.map(|it| named(analysis, it).and("has this path, but another method"));
    let mut lines: Vec<Line> = others.collect();
    if let Some((name, near)) = &refusal.nearest
        && !refusal
            .other_methods
            .iter()
            .any(|it| it.route == name.route)
    {
        lines
            .push(Line::new(format!("`{}` comes nearest", name.written)).and(near.distance.text()));
    }
    let body = match refusal.status {
        404 => r#"{"message":"Not Found"}"#,
        _ => r#"{"message":"Forbidden"}"#,
    };
    push(
        &mut hops,
        "route",
        vec![Line::new("none").and(refusal.why.clone())],
    );
    push(&mut hops, "near", lines);
    push(
        &mut hops,
        "answer",
        vec![Line::new(format!("{} {body}", refusal.status)).and("the gateway's own")],
    );
    hops
}

fn way(hops: &mut Vec<Hop>, told: &Trace, analysis: &Analysis, routed: &RouteMatch) {
    let words = Values::new(&analysis.program);
    let mut lines = vec![named(analysis, &routed.name)];
    let params = routed.params.iter();
    lines.extend(params.map(|it| Line::new(format!("{} = {}", it.name, it.value))));
    push(hops, "route", lines);
    let lost = told.considered.iter();
    let lost = lost.map(|it| Line::new(it.name.written.clone()).and(it.why.text()));
    push(hops, "lost", lost.collect());
    push(hops, "auth", auth(routed.auth.as_ref()));
    let mut backend = Line::new(format!("{} ({})", routed.backend, routed.kind));
    if routed.kind == PUBLIC_URL {
        backend = Line::new(routed.backend.clone());
    }
    match &routed.delivery {
        Delivery::Http(seen) => {
            push(hops, "via", seen.via.iter().map(via).collect());
            push(hops, "backend", vec![backend]);
            push(hops, "sees", sees(told, seen));
        }
        Delivery::Event { function } => {
            push(
                hops,
                "backend",
                vec![backend, Line::remark(function.clone())],
            );
            let path = format!("rawPath {}", told.request.path);
            push(
                hops,
                "gets",
                vec![Line::new(path).and("an event, payload format 2.0")],
            );
        }
        Delivery::Call { parameters } => {
            push(hops, "backend", vec![backend]);
            let parameters = parameters.iter();
            let mut lines: Vec<Line> = parameters
                .map(|(name, value)| Line::new(format!("{name} = {value}")))
                .collect();
            lines.push(Line::remark("and nothing else of the request"));
            push(hops, "gets", lines);
        }
    }
    push(hops, "limits", limits(&words, routed));
    let answers = routed.answers.iter().map(Line::new);
    push(hops, "answers", answers.collect());
}

fn auth(auth: Option<&AuthHop>) -> Vec<Line> {
    let Some(auth) = auth else {
        return vec![Line::new("open").and("anybody may ask")];
    };
    let header = |from: &str| format!("`{}`", from.trim_start_matches("request."));
    let mut lines = match &auth.credential {
        Credential::Signature => {
            vec![Line::new(auth.name.clone()).and("a signature of AWS, and `execute-api:Invoke`")]
        }
        Credential::Token {
            from,
            issuer,
            audience,
        } => vec![
            Line::new(auth.name.clone()).and(format!("a token in {}", header(from))),
            Line::new(format!("issuer {issuer}")),
            Line::new(format!("audience {}", audience.join(" or "))),
        ],
        Credential::Function { function, from } => {
            let from: Vec<String> = from.iter().map(|it| header(it)).collect();
            vec![
                Line::new(auth.name.clone())
                    .and(format!("a function looks at {}", from.join(", "))),
                Line::remark(function.clone()),
            ]
        }
    };
    if !auth.scopes.is_empty() {
        lines.push(Line::new(format!("scope {}", auth.scopes.join(" or "))));
    }
    let missing = auth.missing.iter();
    lines.extend(missing.map(|it| {
        Line::new(format!("401, as the request is: it has no `{it}` header"))
            .and("the rest is for one that has it")
    }));
    lines
}

fn via(hop: &Via) -> Line {
    let line = Line::new(hop.text());
    match hop {
        Via::Endpoint { ingress } => line.and(format!("ingress connection {ingress}")),
        Via::Internet | Via::Link(_) | Via::OwnListener | Via::Listener(_) | Via::CloudMap(_) => {
            line
        }
    }
}

fn sees(told: &Trace, seen: &Forwarded) -> Vec<Line> {
    let query = match seen.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let scheme = if seen.https { "HTTPS" } else { "plain HTTP" };
    let method = told.request.method.word();
    let mut lines = vec![Line::new(format!("{method} {}{query}", seen.path)).and(scheme)];
    if let Some(name) = &seen.tls_server_name {
        lines.push(Line::new(format!("server name {name}")).and("verified"));
    }
    let turned = |it: &SeenHeader| it.fate == HeaderOutcome::TurnedIntoForwarded;
    let forwarded = if seen.headers.iter().any(turned) {
        "with what X-Forwarded-* said"
    } else {
        "by API Gateway"
    };
    lines.extend(seen.headers.iter().map(|header| {
        let shown = Line::new(format!("{}: {}", header.name, header.value));
        match header.fate {
            HeaderOutcome::Host | HeaderOutcome::Passed => shown,
            HeaderOutcome::Forwarded => shown.and(forwarded),
            HeaderOutcome::Via => shown.and("by API Gateway"),
            HeaderOutcome::Added => shown.and("original-host"),
            HeaderOutcome::Set => shown.and("set"),
            HeaderOutcome::Appended => shown.and("appended"),
            HeaderOutcome::TurnedIntoForwarded => gone(&header.name, "turned into `forwarded`"),
            HeaderOutcome::HopByHop => gone(&header.name, "dropped: of one connection only"),
            HeaderOutcome::Removed => gone(&header.name, "removed"),
        }
    }));
    lines
}

fn gone(name: &str, why: &str) -> Line {
    Line::remark(format!("no {name}: {why}"))
}

fn limits(words: &Values<'_>, routed: &RouteMatch) -> Vec<Line> {
    let timeout = match &routed.timeout {
        Limit::Route(time) | Limit::Gateway(time) => {
            Line::new(format!("timeout {}", words.milliseconds(*time)))
        }
        Limit::Default(time) => {
            Line::new(format!("timeout {}", words.milliseconds(Arg::Known(*time))))
                .and("the default")
        }
    };
    let throttled = |it: &ThrottleRate| {
        let burst = it.burst.map(|it| format!(" burst {}", words.count(it)));
        format!(
            "throttle {}{}",
            words.rate(it.rate),
            burst.unwrap_or_default()
        )
    };
    let throttle = match &routed.throttle {
        Limit::Route(Arg::Known(it)) => Line::new(throttled(it)).and("the route's"),
        Limit::Gateway(Arg::Known(it)) => Line::new(throttled(it)).and("of all routes together"),
        Limit::Route(Arg::Input(id)) | Limit::Gateway(Arg::Input(id)) => {
            Line::new(format!("throttle {}", words.input(*id)))
        }
        Limit::Default(it) => Line::new(throttled(it)).and("the account's, by default"),
    };
    vec![timeout, throttle]
}

fn named(analysis: &Analysis, name: &RouteName) -> Line {
    Line::new(name.written.clone()).and(place(analysis, name.span))
}

fn place(analysis: &Analysis, span: Span) -> String {
    let sources = &analysis.sources;
    let text = sources.text(span.file);
    let at = LineIndex::new(text).position(text, span.start);
    format!("{}:{}", sources.name(span.file), at.line)
}
