//! Authorizers.

use crate::diag::Diagnostic;
use crate::diag::codes::{CONFLICTING_CLAUSES, UNDECLARED_NAME, UNKNOWN_KIND, WRONG_VALUE_COUNT};
use crate::diag::near::nearest;
use crate::model::from_ast::bindings::quote_list;
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::units::{self, Unit};
use crate::model::from_ast::{Resolver, names, scalars, values};
use crate::model::settings::BlockKind;
use crate::model::{ArnOf, Auth, AuthBody, Backend, BackendBody, InputKind, Symbol, Text, Word};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ValueKind};
use crate::syntax::is_name;

/// Returns the authorizers, by name.
pub(super) fn auths(cx: &mut Resolver<'_>, backends: &[Backend]) -> Vec<Auth> {
    let declared: Vec<_> = cx.names.auths().collect();
    let mut auths = Vec::new();
    for (item, auth) in declared {
        let body = match auth.kind.value.as_str() {
            "jwt" => jwt(cx, auth),
            "cognito" => cognito(cx, auth),
            "lambda" => lambda(cx, auth, backends),
            _ => {
                let kinds = ["jwt", "cognito", "lambda"];
                let near = nearest(&mut cx.budget, &auth.kind.value, kinds);
                let message = format!("unknown kind of authorizer `{}`", auth.kind.value);
                let mut fault = Diagnostic::error(UNKNOWN_KIND, auth.kind.span, message);
                if let Some(near) = near.first() {
                    fault = fault.fix(format!("write `{near}`"), auth.kind.span, *near);
                }
                cx.report(fault.help("expected `jwt`, `cognito` or `lambda`; `iam` is built in"));
                AuthBody::Jwt {
                    issuer: Text::literal("", auth.kind.span),
                    audience: Vec::new(),
                    identity: None,
                }
            }
        };
        auths.push(Auth {
            name: auth.name.clone(),
            span: item.span,
            docs: item.docs.as_ref().map(|docs| docs.value.clone()),
            body,
        });
    }
    auths
}

fn jwt(cx: &mut Resolver<'_>, auth: &ast::Auth) -> AuthBody {
    let this = BlockKind::Jwt;
    let fields = fields::read(cx, this, auth.settings.iter().flatten());
    let issuer = match fields::text(cx, this, &fields, "issuer") {
        Some(text) => text,
        None => input(
            cx,
            auth,
            "issuer",
            InputKind::Url,
            "The URL of the issuer of tokens for",
        ),
    };
    let audience = match fields.one("audience") {
        Some(setting) => {
            match fields::some_values(cx, this, setting) {
                // A setting without values was reported; an input in its place would hide that.
                [] => vec![Text::literal("", setting.span)],
                values => values::texts_or_input(cx, values),
            }
        }
        None => vec![input(
            cx,
            auth,
            "audience",
            InputKind::Text,
            "The audience that tokens must name, for",
        )],
    };
    let identity = identity(cx, this, &fields);
    if let Some(second) = identity.get(1) {
        let message = "a token has one location".to_owned();
        let help = "remove all but one".to_owned();
        fields::wrong_value(cx, second.span, message, help);
    }
    AuthBody::Jwt {
        issuer,
        audience,
        identity: identity.into_iter().next(),
    }
}

/// Resolves `auth NAME cognito { pool ID; clients ID .. }`: a `jwt` whose issuer follows from the pool.
fn cognito(cx: &mut Resolver<'_>, auth: &ast::Auth) -> AuthBody {
    let this = BlockKind::Cognito;
    let fields = fields::read(cx, this, auth.settings.iter().flatten());
    let issuer = match fields.one("pool") {
        Some(_) => fields::known(cx, this, &fields, "pool").and_then(|pool| issuer(cx, &pool)),
        None => {
            let message = format!("`{}` needs the id of a user pool", auth.name.value);
            let help = "write `pool ID`, e.g. `pool eu-west-1_AbCdEf123`";
            cx.report(Diagnostic::error(WRONG_VALUE_COUNT, auth.name.span, message).help(help));
            None
        }
    };
    let audience = match fields.one("clients") {
        Some(setting) => {
            let clients = fields::some_values(cx, this, setting);
            values::texts_or_input(cx, clients)
        }
        None => vec![input(
            cx,
            auth,
            "client-id",
            InputKind::Text,
            "The id of the app client that tokens are for, for",
        )],
    };
    AuthBody::Jwt {
        issuer: issuer.unwrap_or_else(|| Text::literal("", auth.name.span)),
        audience,
        identity: identity(cx, this, &fields).into_iter().next(),
    }
}

/// Returns the issuer of a pool `REGION_ID`.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>
fn issuer(cx: &mut Resolver<'_>, pool: &Word) -> Option<Text> {
    let region = pool.value.split_once('_').map(|(region, _)| region);
    let Some(region) = region.filter(|region| region.matches('-').count() >= 2) else {
        let message = format!("invalid user pool id `{}`", pool.value);
        let help = "a pool's id is its region and a name, e.g. `eu-west-1_AbCdEf123`";
        fields::wrong_value(cx, pool.span, message, help.to_owned());
        return None;
    };
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    let url = format!("https://cognito-idp.{region}.{suffix}/{}", pool.value);
    Some(Text::literal(url, pool.span))
}

/// Resolves `identity none`.
fn every_request(cx: &mut Resolver<'_>, fields: &Fields<'_>) -> Option<Span> {
    let setting = fields.one("identity")?;
    let [only] = setting.values.as_slice() else {
        return None;
    };
    if values::bare(only) != Some("none") {
        return None;
    }
    if let Some(ttl) = fields.one("ttl") {
        let message = "`identity none` and `ttl` cannot be combined";
        cx.report(
            Diagnostic::error(CONFLICTING_CLAUSES, ttl.span, message)
                .place(setting.span, "nothing identifies an answer in the cache")
                .help("remove `ttl`: without an identity the function is called for every request"),
        );
    }
    Some(setting.span)
}

fn lambda(cx: &mut Resolver<'_>, auth: &ast::Auth, backends: &[Backend]) -> AuthBody {
    let this = BlockKind::LambdaAuth;
    let fields = fields::read(cx, this, auth.settings.iter().flatten());
    let function = match fields.one("function") {
        Some(setting) => {
            let value = fields::value(cx, this, setting);
            value.map_or_else(
                || Text::literal("", setting.span),
                |value| function(cx, value, backends),
            )
        }
        None => input(
            cx,
            auth,
            "authorizer-arn",
            InputKind::Arn(ArnOf::FUNCTION),
            "The ARN of the Lambda function of the authorizer",
        ),
    };
    let ttl = fields.one("ttl");
    let ttl = ttl.and_then(|setting| fields::value(cx, this, setting));
    let simple = fields.one("simple");
    let every_request = every_request(cx, &fields);
    AuthBody::Lambda {
        function,
        identity: match every_request {
            Some(_) => Vec::new(),
            None => identity(cx, this, &fields),
        },
        every_request,
        ttl: ttl.and_then(|value| scalars::arg(cx, value, Unit::Seconds)),
        simple: simple.map(|setting| fields::flag(cx, this, setting)),
    }
}

/// Returns an ARN, or the ARN of the `lambda` backend of that name.
fn function(cx: &mut Resolver<'_>, value: &ast::Value, backends: &[Backend]) -> Text {
    let Some(word) = values::bare(value).filter(|word| !units::is_arn(word)) else {
        return values::text(cx, value, values::VariableScope::Never);
    };
    let word = Spanned::new(word.to_owned(), value.span);
    cx.record_use(Symbol::Backend(word.value.clone()), word.span);
    let backend = names::backend(cx, &word.value).and_then(|id| backends.get(id.0 as usize));
    match backend.map(|backend| (&backend.body, backend)) {
        Some((BackendBody::Lambda { arn, .. }, _)) => arn.clone(),
        Some((_, backend)) => {
            let message = format!(
                "`{}` is an `{}` backend, but an authorizer calls a Lambda function",
                word.value,
                backend.kind.word()
            );
            let help = "write the name of a `lambda` backend, or the function's ARN".to_owned();
            fields::wrong_value(cx, word.span, message, help);
            Text::literal("", word.span)
        }
        None => undeclared_function(cx, &word, backends),
    }
}

/// Returns an input for a function with that name, as for a backend that only a route names; a near miss of a declared
/// function is an error.
fn undeclared_function(cx: &mut Resolver<'_>, word: &Word, backends: &[Backend]) -> Text {
    let lambdas: Vec<&str> = backends
        .iter()
        .filter(|backend| matches!(backend.body, BackendBody::Lambda { .. }))
        .map(|backend| backend.name.value.as_str())
        .collect();
    let near = nearest(&mut cx.budget, &word.value, lambdas.iter().copied());
    if near.is_empty() && is_name(&word.value) {
        let request = InputRequest {
            name: format!("{}-function-arn", word.value),
            prefix: "auth",
            kind: InputKind::Arn(ArnOf::FUNCTION),
            description: format!("The ARN of the Lambda function {}.", word.value),
            origin: word.span,
        };
        return inputs::input(cx, request);
    }
    let message = format!("`{}` is neither an ARN nor a `lambda` backend", word.value);
    let fault = Diagnostic::error(UNDECLARED_NAME, word.span, message);
    cx.report(match near.as_slice() {
        [] => fault.help("write the function's ARN, or the name of a `lambda` backend"),
        near => fault.help(format!("did you mean {}?", quote_list(near.iter()))),
    });
    Text::literal("", word.span)
}

fn input(cx: &mut Resolver<'_>, auth: &ast::Auth, suffix: &str, kind: InputKind, is: &str) -> Text {
    let name = &auth.name.value;
    let request = InputRequest {
        name: format!("{name}-{suffix}"),
        prefix: "auth",
        kind,
        description: format!("{is} {name}."),
        origin: auth.name.span,
    };
    inputs::input(cx, request)
}

/// The reason why a part of a request's identity cannot be an input.
const IDENTITY: &str = "API Gateway's name for it is written when the spec is built";

/// Resolves `header.authorization` etc. to `request.header.authorization`.
fn identity(cx: &mut Resolver<'_>, block: BlockKind, fields: &Fields<'_>) -> Vec<Word> {
    let Some(setting) = fields.one("identity") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |cx: &mut Resolver<'_>, name: &str, span: Span| {
        let name = values::in_words(name);
        let name = match name.split_once('.') {
            Some(("header" | "query", _)) => format!("request.{name}"),
            Some(("querystring", rest)) => format!("request.query.{rest}"),
            _ => name,
        };
        let known = ["request.header.", "request.query.", "context.", "stage."];
        let has_name = |prefix: &&str| name.strip_prefix(prefix).is_some_and(|n| !n.is_empty());
        if known.iter().any(has_name) {
            found.push(Spanned::new(name, span));
        } else {
            let message = format!("`{name}` cannot be the identity of a request");
            let help = "write `header.NAME`, `query.NAME`, `context.NAME` or `stage.NAME`";
            fields::wrong_value(cx, span, message, help.to_owned());
        }
    };
    for value in fields::some_values(cx, block, setting) {
        match &value.kind {
            ValueKind::Variable(name) => add(cx, name, value.span),
            ValueKind::List(entries) => {
                for entry in entries {
                    if let ValueKind::Variable(name) = &entry.kind {
                        add(cx, name, entry.span);
                    } else if let Some(word) = values::known(cx, entry, IDENTITY) {
                        add(cx, &word.value, word.span);
                    }
                }
            }
            ValueKind::Atom(_) | ValueKind::Text(_) | ValueKind::Param(_) => {
                if let Some(word) = values::known(cx, value, IDENTITY) {
                    add(cx, &word.value, word.span);
                }
            }
        }
    }
    found
}
