//! The gateway's settings and its domains.

use crate::diag::{Code, Diagnostic, codes};
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::values;
use crate::model::from_ast::{Resolver, clauses, logs, scalars};
use crate::model::settings::BlockKind;
use crate::model::{
    ArnOf, Authorization, Certificate, Cors, Domain, Gateway, InputKind, Text, Word,
};
use crate::source::Span;
use crate::syntax::ast;

/// Resolves the gateway, declared or implied.
pub(super) fn gateway(cx: &mut Resolver<'_>, stem: &str) -> Gateway {
    let Some((item, block)) = cx.names.gateway() else {
        return Gateway {
            name: name_of(stem),
            span: cx.start,
            ..Gateway::default()
        };
    };
    let this = BlockKind::Gateway;
    let fields = fields::read(cx, this, block.settings.iter().flatten());
    let docs = item.docs.as_ref();
    let docs = docs.map(|docs| Text::literal(docs.value.clone(), docs.span));
    let endpoint = fields::choice(cx, this, &fields, "endpoint", &["off", "on"]);
    let ip = fields::choice(cx, this, &fields, "ip", &["dualstack", "ipv4"]);
    let metrics = fields::choice(cx, this, &fields, "metrics", &["detailed"]);
    let auth = fields
        .one("auth")
        .and_then(|setting| clauses::auth_use(cx, this, setting));
    let cors = fields.one("cors").and_then(|setting| cors(cx, setting));
    let log = fields.one("log").map(|setting| logs::log(cx, setting));
    let throttle = fields
        .one("throttle")
        .and_then(|setting| clauses::throttle(cx, this, setting));
    let api = fields::text(cx, this, &fields, "api");
    if let Some(api) = &api {
        refuse_beside_api(cx, &fields, api);
    }
    let domains = fields.all("domain");
    Gateway {
        name: block.name.value.clone(),
        span: block.name.span,
        description: fields::text(cx, this, &fields, "description").or(docs),
        api,
        region: fields::known(cx, this, &fields, "region"),
        endpoint_off: endpoint.filter(|(word, _)| *word == "off").map(place),
        dualstack: ip.filter(|(word, _)| *word == "dualstack").map(place),
        auth,
        cors,
        log: log.unwrap_or_default(),
        throttle,
        metrics_detailed: metrics.map(place),
        domains: domains.filter_map(|setting| domain(cx, setting)).collect(),
        server_header: fields::text(cx, this, &fields, "server-header"),
        original_host: fields::known(cx, this, &fields, "original-host"),
        stage_variables: map(cx, &fields, "stage-variables"),
        tags: map(cx, &fields, "tags"),
        allow: allow(cx, &fields),
    }
}

/// Settings of the API itself or of its stage, which belong to the stack that created it.
const OF_THE_API: &[&str] = &[
    "description",
    "endpoint",
    "ip",
    "cors",
    "log",
    "throttle",
    "metrics",
    "stage-variables",
];

/// Reports settings that an existing API cannot have here.
fn refuse_beside_api(cx: &mut Resolver<'_>, fields: &Fields<'_>, api: &Text) {
    let settings: Vec<&ast::Setting> = OF_THE_API
        .iter()
        .filter_map(|name| fields.one(name))
        .chain(fields.all("domain"))
        .collect();
    for setting in settings {
        let name = &setting.name;
        let message = format!(
            "`{}` needs an API of this spec, but `api` names an existing one",
            name.value
        );
        cx.report(existing_api(name.span, message, api));
    }
}

/// Returns a fault for something that needs the API or its stage, if both belong to another stack.
pub(super) fn existing_api(span: Span, message: String, api: &Text) -> Diagnostic {
    Diagnostic::error(codes::SETTING_OF_EXISTING_API, span, message)
        .place(api.span, "the existing API")
        .help("set it in the spec that creates the API; this one adds routes, integrations, authorizers and permissions")
}

fn place((_, span): (&'static str, Span)) -> Span {
    span
}

fn map(cx: &mut Resolver<'_>, fields: &Fields<'_>, name: &str) -> Vec<(Word, Text)> {
    let setting = fields.one(name);
    setting.map_or_else(Vec::new, |setting| {
        fields::map(cx, BlockKind::Gateway, setting)
    })
}

/// Returns a file's stem as a name of the language.
fn name_of(stem: &str) -> String {
    let mut name = String::new();
    for letter in stem.chars() {
        match letter.to_ascii_lowercase() {
            letter if letter.is_ascii_alphanumeric() => name.push(letter),
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
        if name.len() >= 40 {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    match name.bytes().next() {
        None => "gateway".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("gw-{name}"),
        Some(_) => name.to_owned(),
    }
}

fn allow(cx: &mut Resolver<'_>, fields: &Fields<'_>) -> Vec<Code> {
    let mut allowed = Vec::new();
    for setting in fields.all("allow") {
        for value in fields::some_values(cx, BlockKind::Gateway, setting) {
            let Some(code) = values::known(cx, value, "it hides findings of the build") else {
                continue;
            };
            match codes::find(&code.value) {
                Some(entry) => allowed.push(entry.code),
                None => {
                    let message = format!("unknown diagnostic `{}`", code.value);
                    let help = match codes::suggest(&code.value) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "write a code or a name, e.g. `GW0801` or `app-runner-closed`"
                            .to_owned(),
                    };
                    fields::wrong_value(cx, code.span, message, help);
                }
            }
        }
    }
    allowed
}

fn cors(cx: &mut Resolver<'_>, setting: &ast::Setting) -> Option<Cors> {
    let this = BlockKind::Cors;
    let lines = fields::lines(cx, BlockKind::Gateway, setting);
    setting.block.as_ref()?;
    let fields = fields::read(cx, this, lines);
    let texts = |cx: &mut Resolver<'_>, name: &str| match fields.one(name) {
        Some(setting) => {
            let said = fields::some_values(cx, this, setting);
            values::texts_or_input(cx, said)
        }
        None => Vec::new(),
    };
    let origins = texts(cx, "origins");
    let headers = texts(cx, "headers");
    let expose = texts(cx, "expose");
    let methods = texts(cx, "methods");
    let max_age = fields
        .one("max-age")
        .and_then(|setting| fields::value(cx, this, setting))
        .and_then(|value| scalars::arg(cx, value, Unit::Seconds));
    let credentials = fields.one("credentials");
    Some(Cors {
        span: setting.span,
        origins,
        methods,
        headers,
        expose,
        max_age,
        credentials: credentials.map(|setting| fields::flag(cx, this, setting)),
    })
}

fn domain(cx: &mut Resolver<'_>, setting: &ast::Setting) -> Option<Domain> {
    let this = BlockKind::Domain;
    let [host] = setting.values.as_slice() else {
        fields::wrong_count(cx, BlockKind::Gateway, setting, "takes one host name");
        return None;
    };
    let host = values::text(cx, host, values::VariableScope::Never);
    let fields = fields::read(cx, this, setting.block.iter().flatten());
    let certificate = fields.one("certificate");
    let certificate = certificate.and_then(|setting| fields::value(cx, this, setting));
    let zone = fields::text(cx, this, &fields, "zone");
    let existing = fields.one("existing").map(|setting| {
        for other in [
            "certificate",
            "zone",
            "mtls",
            "mtls-version",
            "ownership",
            "tls",
        ] {
            clauses::conflict(cx, &fields, "existing", other);
        }
        fields::flag(cx, this, setting)
    });
    let (certificate, zone) = match certificate {
        _ if existing.is_some() => (
            Certificate::OfExistingDomain(existing.unwrap_or(setting.span)),
            None,
        ),
        Some(value) if values::bare(value) == Some("auto") => {
            let zone = zone.unwrap_or_else(|| open_zone(cx, &host, value.span));
            (Certificate::Auto(value.span), Some(zone))
        }
        Some(value) => {
            let arn = values::text(cx, value, values::VariableScope::Never);
            (Certificate::Arn(arn), zone)
        }
        None => (Certificate::Arn(open_certificate(cx, &host)), zone),
    };
    let path = fields::text(cx, this, &fields, "path");
    Some(Domain {
        span: setting.span,
        certificate,
        zone,
        path: path.map(without_slashes),
        mtls: fields::text(cx, this, &fields, "mtls"),
        mtls_version: fields::text(cx, this, &fields, "mtls-version"),
        ownership: fields::text(cx, this, &fields, "ownership"),
        tls: fields::known(cx, this, &fields, "tls"),
        host,
    })
}

fn without_slashes(path: Text) -> Text {
    match path.known() {
        Some(known) => Text::literal(known.trim_matches('/'), path.span),
        None => path,
    }
}

fn open_certificate(cx: &mut Resolver<'_>, host: &Text) -> Text {
    let (words, host_shown) = host_words(cx, host);
    let request = InputRequest {
        name: format!("{words}-certificate-arn"),
        prefix: "domain",
        kind: InputKind::Arn(ArnOf::CERTIFICATE),
        description: format!(
            "The ARN of the certificate of {host_shown}, in Certificate Manager in the gateway's region."
        ),
        origin: host.span,
    };
    inputs::input(cx, request)
}

fn open_zone(cx: &mut Resolver<'_>, host: &Text, origin: Span) -> Text {
    let (words, host_shown) = host_words(cx, host);
    let request = InputRequest {
        name: format!("{words}-hosted-zone-id"),
        prefix: "domain",
        kind: InputKind::HostedZoneId,
        description: format!("The id of the Route 53 hosted zone that holds {host_shown}."),
        origin,
    };
    inputs::input(cx, request)
}

/// Returns `api.shop.example` as `api-shop-example`, and as descriptions show it.
fn host_words(cx: &Resolver<'_>, host: &Text) -> (String, String) {
    match host.known() {
        Some(known) => {
            let known = known.replace('*', "any");
            let words = known.split(|letter: char| !letter.is_ascii_alphanumeric());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            let words = words.join("-").to_ascii_lowercase();
            let words = if words.is_empty() {
                "domain".to_owned()
            } else {
                words
            };
            (words, known)
        }
        None => {
            let input = host.as_input();
            let name = input.map_or("domain", |id| cx.inputs.name(id)).to_owned();
            (name, "the domain".to_owned())
        }
    }
}

/// Returns the authorization of routes that name none.
pub(super) fn default_authorization(gateway: &Gateway) -> Authorization {
    match &gateway.auth {
        Some(auth) => Authorization::Required(auth.clone()),
        None => Authorization::Open(None),
    }
}
