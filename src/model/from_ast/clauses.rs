//! Clauses of routes and groups, and how inner ones override outer ones.

use crate::diag::Diagnostic;
use crate::diag::codes::CONFLICTING_CLAUSES;
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::values::{self, VariableScope};
use crate::model::from_ast::{Resolver, mappings, names, scalars, templates};
use crate::model::settings::BlockKind;
use crate::model::{
    Arg, AuthUse, Authorization, RequestMapping, ResponseMapping, TemplatePart, Throttle,
};
use crate::source::Spanned;
use crate::syntax::ast::{self, ValueKind};

/// The clauses of a route or group.
#[derive(Clone, Debug, Default)]
pub(super) struct Clauses {
    pub(super) authorization: Option<Authorization>,
    pub(super) forward: Option<Spanned<PathClause>>,
    pub(super) timeout: Option<Spanned<Arg<u32>>>,
    pub(super) throttle: Option<Throttle>,
    pub(super) request: Vec<RequestMapping>,
    pub(super) response: Vec<ResponseMapping>,
}

/// A clause about the path that the backend sees.
#[derive(Clone, Debug)]
pub(super) enum PathClause {
    /// `at PATH`
    At(Vec<TemplatePart>),
    /// `keep`
    Keep,
}

impl Clauses {
    /// Returns these clauses without their mappings.
    pub(super) fn without_mappings(&self) -> Self {
        Self {
            request: Vec::new(),
            response: Vec::new(),
            ..self.clone()
        }
    }

    /// Completes these clauses by the outer ones; outer mappings come first.
    pub(super) fn within(self, outer: &Self) -> Self {
        let mut request = outer.request.clone();
        request.extend(self.request);
        let mut response = outer.response.clone();
        response.extend(self.response);
        Self {
            authorization: self.authorization.or_else(|| outer.authorization.clone()),
            forward: self.forward.or_else(|| outer.forward.clone()),
            timeout: self.timeout.or_else(|| outer.timeout.clone()),
            throttle: self.throttle.or_else(|| outer.throttle.clone()),
            request,
            response,
        }
    }
}

/// Reads the clauses of a route or a group.
pub(super) fn clauses<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    settings: impl IntoIterator<Item = &'s ast::Setting>,
) -> Clauses {
    let fields = fields::read(cx, block, settings);
    conflict(cx, &fields, "auth", "open");
    conflict(cx, &fields, "at", "keep");
    let authorization = if let Some(setting) = fields.one("open") {
        Some(Authorization::Open(Some(fields::flag(cx, block, setting))))
    } else {
        fields.one("auth").map(|setting| {
            let auth = auth_use(cx, block, setting).map(Authorization::Required);
            auth.unwrap_or(Authorization::Unknown)
        })
    };
    let forward = if let Some(setting) = fields.one("at") {
        at(cx, block, setting)
    } else {
        let setting = fields.one("keep");
        setting.map(|setting| Spanned::new(PathClause::Keep, fields::flag(cx, block, setting)))
    };
    let timeout = fields
        .one("timeout")
        .and_then(|setting| fields::value(cx, block, setting))
        .and_then(|value| scalars::arg(cx, value, Unit::Milliseconds));
    let throttle = fields
        .one("throttle")
        .and_then(|setting| throttle(cx, block, setting));
    Clauses {
        authorization,
        forward,
        timeout,
        throttle,
        request: fields
            .all("request")
            .filter_map(|setting| mappings::request(cx, block, setting))
            .collect(),
        response: fields
            .all("response")
            .filter_map(|setting| mappings::response(cx, block, setting))
            .collect(),
    }
}

pub(super) fn conflict(cx: &mut Resolver<'_>, fields: &Fields<'_>, one: &str, other: &str) {
    if let (Some(first), Some(second)) = (fields.one(one), fields.one(other)) {
        let message = format!("`{one}` and `{other}` cannot be combined");
        cx.report(
            Diagnostic::error(CONFLICTING_CLAUSES, second.span, message)
                .place(first.span, format!("`{one}` is here")),
        );
    }
}

/// Resolves `auth NAME [scope ..]`.
pub(super) fn auth_use(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Option<AuthUse> {
    let (name, rest) = match (setting.values.split_first(), &setting.block) {
        (Some(split), None) => split,
        _ => {
            fields::wrong_count(cx, block, setting, "takes the name of an authorizer");
            return None;
        }
    };
    if matches!(name.kind, ValueKind::List(_)) {
        fields::wrong_count(cx, block, setting, "takes the name of an authorizer");
        return None;
    }
    let name = values::known(cx, name, "the kind of the authorizer follows from its name")?;
    if names::is_no_auth(cx, &name) {
        names::no_auth(cx, block, setting.span, &name);
        return None;
    }
    let auth = if name.value == "iam" {
        None
    } else {
        Some(names::auth(cx, &name)?)
    };
    let scopes = rest.iter().flat_map(|value| match &value.kind {
        ValueKind::List(entries) => entries.as_slice(),
        ValueKind::Atom(_) | ValueKind::Text(_) | ValueKind::Param(_) | ValueKind::Variable(_) => {
            std::slice::from_ref(value)
        }
    });
    let scopes: Vec<ast::Value> = scopes.cloned().collect();
    Some(AuthUse {
        span: setting.span,
        auth,
        scopes: values::texts_or_input(cx, &scopes),
    })
}

/// Resolves `throttle RATE [burst COUNT]`.
pub(super) fn throttle(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Option<Throttle> {
    let (Some(rate), None) = (setting.values.first(), &setting.block) else {
        fields::wrong_count(cx, block, setting, "takes a rate");
        return None;
    };
    let rate = scalars::rate(cx, rate);
    let burst = fields::pairs(cx, setting, 1, &["burst"])
        .get("burst")
        .and_then(|value| scalars::arg(cx, value, Unit::Count))
        .map(|burst| burst.value);
    Some(Throttle {
        span: setting.span,
        rate: rate?,
        burst,
    })
}

fn at(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Option<Spanned<PathClause>> {
    let value = fields::value(cx, block, setting)?;
    let text = values::text(cx, value, VariableScope::Request);
    let parts = templates::path(cx, &text)?;
    Some(Spanned::new(PathClause::At(parts), setting.span))
}
