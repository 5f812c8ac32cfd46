//! Converts a trace to hops for the timeline.

use crate::cli::trace::timeline::{Hop, Line};
use crate::driver::Analysis;
use crate::model::Arg;
use crate::route::trace::{
    AuthHop, Credential, Delivery, EntryPoint, Forwarded, HeaderOutcome, Limit, PUBLIC_URL,
    Preflight, Refusal, RouteMatch, RouteName, SeenHeader, ThrottleRate, Trace, TraceOutcome,
    Values, Via, caveat,
};
use crate::route::{Caveat, Request, decode_path};
use crate::source::{LineIndex, Span};

/// Renders the request on one line.
pub(super) fn request(request: &Request) -> String {
    let host = request.host.as_deref();
    let host = host.map_or(String::new(), |host| format!("https://{host}"));
    let query = match request.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    format!("{} {host}{}{query}", request.method.word(), request.path)
}

/// Returns the hops in the order in which a request passes them.
pub(super) fn hops(trace: &Trace, analysis: &Analysis) -> Vec<Hop> {
    let program = &analysis.program;
    let mut hops: Vec<Hop> = entry(trace).into_iter().collect();
    match &trace.outcome {
        TraceOutcome::Preflight(answer) => hops.push(preflight(answer)),
        TraceOutcome::Refused(refusal) => hops.extend(refusal_hops(analysis, refusal)),
        TraceOutcome::Route(found) => route(&mut hops, trace, analysis, found),
    }
    let (sure, unsure): (Vec<Caveat>, Vec<Caveat>) = trace
        .caveats
        .iter()
        .partition(|caveat| **caveat == Caveat::EncodedSlash);
    let lines = |caveats: Vec<Caveat>| -> Vec<Line> {
        let texts = caveats.into_iter().map(|it| caveat(program, it));
        texts.map(Line::new).collect()
    };
    let mut unsure = lines(unsure);
    match event_path(trace) {
        Some((notes, doubts)) => {
            push(&mut hops, "note", notes);
            unsure.extend(doubts);
        }
        None => push(&mut hops, "note", lines(sure)),
    }
    if let EntryPoint::Domain(mapped) = &trace.entry
        && !mapped.path.is_empty()
    {
        let text = format!(
            "AWS does not document whether `/{}` is removed from the path",
            mapped.path
        );
        unsure.push(Line::new(text));
    }
    push(&mut hops, "uncertain", unsure);
    hops
}

/// Returns notes and caveats about the path in an event; `None` if no function is called.
fn event_path(trace: &Trace) -> Option<(Vec<Line>, Vec<Line>)> {
    let TraceOutcome::Route(found) = &trace.outcome else {
        return None;
    };
    let Delivery::Event { .. } = &found.delivery else {
        return None;
    };
    let (mut notes, mut doubts) = (Vec::new(), Vec::new());
    let sent = &trace.request.path;
    let decoded = decode_path(sent);
    if *sent != decoded {
        let text = format!("events carry the decoded path: `{sent}` arrives as `{decoded}`");
        notes.push(Line::new(text));
    }
    if let Some((before, _)) = decoded.split_once('?') {
        let text =
            format!("according to one report, the path ends before a decoded `?`: `{before}`");
        doubts.push(Line::new(text));
    }
    Some((notes, doubts))
}

fn push(hops: &mut Vec<Hop>, title: &'static str, lines: Vec<Line>) {
    if !lines.is_empty() {
        hops.push(Hop { title, lines });
    }
}

fn entry(trace: &Trace) -> Option<Hop> {
    let line = match &trace.entry {
        EntryPoint::PathAlone => return None,
        EntryPoint::Domain(mapped) if mapped.path.is_empty() => Line::new(&mapped.host),
        EntryPoint::Domain(mapped) => Line::new(format!("{}/{}", mapped.host, mapped.path))
            .and(format!("routes see {}", trace.request.path)),
        EntryPoint::Unknown(host) => {
            Line::new(host).and("not a domain of this spec; traced as if it were one")
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
    let mut lines = vec![Line::new("204").and("CORS preflight, answered by the gateway")];
    let headers = answer.headers.iter();
    lines.extend(headers.map(|(name, value)| Line::new(format!("{name}: {value}"))));
    let denials = answer.denials.iter();
    lines.extend(denials.map(|it| Line::new(format!("a browser rejects this: {it}"))));
    Hop {
        title: "answer",
        lines,
    }
}

fn refusal_hops(analysis: &Analysis, refusal: &Refusal) -> Vec<Hop> {
    let mut hops = Vec::new();
    let others = refusal.other_methods.iter();
    let others = others.map(|it| name_and_place(analysis, it).and("same path, different method"));
    let mut lines: Vec<Line> = others.collect();
    if let Some((name, near)) = &refusal.nearest
        && !refusal
            .other_methods
            .iter()
            .any(|it| it.route == name.route)
    {
        lines.push(Line::new(format!("nearest: `{}`", name.written)).and(near.distance.text()));
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
        vec![Line::new(format!("{} {body}", refusal.status)).and("from the gateway itself")],
    );
    hops
}

fn route(hops: &mut Vec<Hop>, trace: &Trace, analysis: &Analysis, found: &RouteMatch) {
    let values = Values::new(&analysis.program);
    let mut lines = vec![name_and_place(analysis, &found.name)];
    let params = found.params.iter();
    lines.extend(params.map(|it| Line::new(format!("{} = {}", it.name, it.value))));
    push(hops, "route", lines);
    let lost = trace.considered.iter();
    let lost = lost.map(|it| Line::new(it.name.written.clone()).and(it.why.text()));
    push(hops, "lost", lost.collect());
    push(hops, "auth", auth(found.auth.as_ref()));
    let mut backend = Line::new(format!("{} ({})", found.backend, found.kind));
    if found.kind == PUBLIC_URL {
        backend = Line::new(found.backend.clone());
    }
    match &found.delivery {
        Delivery::Http(seen) => {
            push(hops, "via", seen.via.iter().map(via).collect());
            push(hops, "backend", vec![backend]);
            push(hops, "sees", sees(trace, seen));
        }
        Delivery::Event { function, payload } => {
            push(
                hops,
                "backend",
                vec![backend, Line::remark(function.clone())],
            );
            let key = if *payload == "1.0" { "path" } else { "rawPath" };
            let path = format!("{key} {}", decode_path(&trace.request.path));
            let format = format!("event, payload format {payload}");
            push(hops, "gets", vec![Line::new(path).and(format)]);
        }
        Delivery::Call { parameters } => {
            push(hops, "backend", vec![backend]);
            let parameters = parameters.iter();
            let mut lines: Vec<Line> = parameters
                .map(|(name, value)| Line::new(format!("{name} = {value}")))
                .collect();
            lines.push(Line::remark("no other part of the request is sent"));
            push(hops, "gets", lines);
        }
    }
    push(hops, "limits", limits(&values, found));
    let answers = found.answers.iter().map(Line::new);
    push(hops, "answers", answers.collect());
}

fn auth(auth: Option<&AuthHop>) -> Vec<Line> {
    let Some(auth) = auth else {
        return vec![Line::new("open").and("public, no auth")];
    };
    let header = |from: &str| format!("`{}`", from.trim_start_matches("request."));
    let mut lines = match &auth.credential {
        Credential::Signature => {
            vec![
                Line::new(auth.name.clone())
                    .and("AWS signature, with permission for `execute-api:Invoke`"),
            ]
        }
        Credential::Token {
            from,
            issuer,
            audience,
        } => vec![
            Line::new(auth.name.clone()).and(format!("token in {}", header(from))),
            Line::new(format!("issuer {issuer}")),
            Line::new(format!("audience {}", audience.join(" or "))),
        ],
        Credential::Function { function, from } => {
            let from: Vec<String> = from.iter().map(|it| header(it)).collect();
            let about = match from.as_slice() {
                [] => "Lambda authorizer, called for every request".to_owned(),
                [_, ..] => format!("Lambda authorizer, reads {}", from.join(", ")),
            };
            vec![
                Line::new(auth.name.clone()).and(about),
                Line::remark(function.clone()),
            ]
        }
    };
    if !auth.scopes.is_empty() {
        lines.push(Line::new(format!("scope {}", auth.scopes.join(" or "))));
    }
    let missing = auth.missing.iter();
    lines.extend(missing.map(|it| {
        Line::new(format!("401 without the header `{it}`"))
            .and("the rest of this trace assumes that it is present")
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

fn sees(trace: &Trace, seen: &Forwarded) -> Vec<Line> {
    let query = match seen.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let scheme = if seen.https {
        "HTTPS"
    } else {
        "HTTP without TLS"
    };
    let method = trace.request.method.word();
    let mut lines = vec![Line::new(format!("{method} {}{query}", seen.path)).and(scheme)];
    if let Some(name) = &seen.tls_server_name {
        lines.push(Line::new(format!("TLS server name {name}")).and("verified"));
    }
    let is_turned = |it: &SeenHeader| it.fate == HeaderOutcome::TurnedIntoForwarded;
    let forwarded = if seen.headers.iter().any(is_turned) {
        "from X-Forwarded-*"
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
            HeaderOutcome::TurnedIntoForwarded => {
                missing_header(&header.name, "turned into `forwarded`")
            }
            HeaderOutcome::HopByHop => missing_header(&header.name, "dropped, a hop-by-hop header"),
            HeaderOutcome::Removed => missing_header(&header.name, "removed"),
            HeaderOutcome::Unset => {
                missing_header(&header.name, "its variable has no value for this request")
            }
        }
    }));
    lines
}

fn missing_header(name: &str, why: &str) -> Line {
    Line::remark(format!("no {name}: {why}"))
}

fn limits(values: &Values<'_>, found: &RouteMatch) -> Vec<Line> {
    let timeout = match &found.timeout {
        Limit::Route(time) | Limit::Gateway(time) => {
            Line::new(format!("timeout {}", values.milliseconds(*time)))
        }
        Limit::Default(time) => Line::new(format!(
            "timeout {}",
            values.milliseconds(Arg::Known(*time))
        ))
        .and("default"),
    };
    let throttle_text = |it: &ThrottleRate| {
        let burst = it.burst.map(|it| format!(" burst {}", values.count(it)));
        format!(
            "throttle {}{}",
            values.rate(it.rate),
            burst.unwrap_or_default()
        )
    };
    let throttle = match &found.throttle {
        Limit::Route(Arg::Known(it)) => Line::new(throttle_text(it)).and("set on this route"),
        Limit::Gateway(Arg::Known(it)) => {
            Line::new(throttle_text(it)).and("the gateway's default for each route")
        }
        Limit::Route(Arg::Input(id)) | Limit::Gateway(Arg::Input(id)) => {
            Line::new(format!("throttle {}", values.input(*id)))
        }
        Limit::Default(it) => Line::new(throttle_text(it)).and("account default"),
    };
    vec![timeout, throttle]
}

fn name_and_place(analysis: &Analysis, name: &RouteName) -> Line {
    Line::new(name.written.clone()).and(place(analysis, name.span))
}

fn place(analysis: &Analysis, span: Span) -> String {
    let sources = &analysis.sources;
    let text = sources.text(span.file);
    let at = LineIndex::new(text).position(text, span.start);
    format!("{}:{}", sources.name(span.file), at.line)
}
