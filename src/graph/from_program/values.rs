//! Values: converts the model's texts, numbers and lists to the graph's.

use crate::graph::from_program::Builder;
use crate::graph::resource::api::{Limit, RateNum};
use crate::graph::{Expr, ListExpr, Num};
use crate::model::{
    Arg, Forward, InputId, InputKind, ListArg, Part, Rate, TemplatePart, Text, Throttle,
};

impl Builder<'_> {
    /// Converts a text. API Gateway variables in it are written with braces.
    pub(super) fn text(&self, text: &Text) -> Expr {
        Expr::join(text.parts.iter().map(|part| match part {
            Part::Literal(text) => Expr::text(text.as_str()),
            Part::Input(id) => self.input(*id),
            Part::Variable(name) => Expr::text(format!("${{{}}}", self.variable(name))),
        }))
    }

    /// Converts the value of a mapping or an action's parameter. A lone variable is written without braces, as in AWS's
    /// documentation.
    pub(super) fn mapping_value(&self, text: &Text) -> Expr {
        match text.parts.as_slice() {
            [Part::Variable(name)] => Expr::text(format!("${}", self.variable(name))),
            _ => self.text(text),
        }
    }

    /// Converts a URL for an integration: the route's path variables become `{id}`.
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html>
    pub(super) fn url(&self, text: &Text) -> Expr {
        Expr::join(text.parts.iter().map(|part| match part {
            Part::Literal(text) => Expr::text(text.as_str()),
            Part::Input(id) => self.input(*id),
            Part::Variable(name) => Expr::text(match name.strip_prefix("request.path.") {
                Some(variable) => format!("{{{variable}}}"),
                None => format!("${{{}}}", self.variable(name)),
            }),
        }))
    }

    /// Returns a variable's AWS name, e.g. `request.querystring.page` for `request.query.page`.
    pub(super) fn variable(&self, name: &str) -> String {
        let roots = &self.facts.variables.roots;
        let root = roots.iter().find_map(|root| {
            let rest = name.strip_prefix(root.written)?;
            (rest.is_empty() || rest.starts_with('.')).then_some((root, rest))
        });
        root.map_or_else(
            || name.to_owned(),
            |(root, rest)| root.aws.to_owned() + rest,
        )
    }

    pub(super) fn input(&self, id: InputId) -> Expr {
        Expr::Input(self.input_name(id))
    }

    fn input_name(&self, id: InputId) -> String {
        let input = self.program.input(id);
        input.map_or_else(String::new, |input| input.name.clone())
    }

    /// Converts a list of texts. A single text can be a list input.
    pub(super) fn texts(&self, texts: &[Text]) -> ListExpr {
        if let [only] = texts
            && let Some(id) = only.as_input()
            && let Some(input) = self.program.input(id)
            && input.kind == InputKind::List
        {
            return ListExpr::Input(input.name.clone());
        }
        ListExpr::Known(texts.iter().map(|text| self.text(text)).collect())
    }

    pub(super) fn list(&self, list: &ListArg) -> ListExpr {
        match list {
            ListArg::Known(texts) => {
                ListExpr::Known(texts.iter().map(|text| self.text(text)).collect())
            }
            ListArg::Input(id, _) => ListExpr::Input(self.input_name(*id)),
        }
    }

    pub(super) fn num(&self, number: Arg<u32>) -> Num {
        match number {
            Arg::Known(number) => Num::Known(i64::from(number)),
            Arg::Input(id) => Num::Input(self.input_name(id)),
        }
    }

    pub(super) fn limit(&self, throttle: &Throttle) -> Limit {
        Limit {
            rate: match throttle.rate {
                Arg::Known(rate) => RateNum::Known(rate),
                Arg::Input(id) => RateNum::Input(self.input_name(id)),
            },
            burst: throttle
                .burst
                .map_or_else(|| self.account_limit().burst, |burst| self.num(burst)),
        }
    }

    /// Returns the region's default account limit. Written if the spec sets none: an update that omits it keeps the
    /// previous value, and Terraform's provider sends 0 for a missing limit, which rejects every request.
    pub(super) fn account_limit(&self) -> Limit {
        let region = self.program.gateway.region.as_ref();
        let low = region.is_some_and(|region| self.facts.regions.has_low_throttle(&region.value));
        let quotas = &self.facts.quotas.throttling;
        let (rate, burst) = if low {
            (quotas.low_rate.limit, quotas.low_burst.limit)
        } else {
            (quotas.rate.limit, quotas.burst.limit)
        };
        Limit {
            rate: RateNum::Known(Rate(rate * 1000)),
            burst: Num::Known(i64::try_from(burst).unwrap_or(i64::MAX)),
        }
    }

    /// Returns the region: the literal from the spec if it names one, otherwise the deployment's.
    pub(super) fn region(&self) -> Expr {
        match &self.program.gateway.region {
            Some(region) => Expr::text(region.value.as_str()),
            None => Expr::Region,
        }
    }

    /// Returns the partition; known if the region is known.
    pub(super) fn partition(&self) -> Expr {
        let region = self.program.gateway.region.as_ref();
        let partition = region.and_then(|region| self.facts.regions.partition(&region.value));
        match partition {
            Some(partition) => Expr::text(partition.name),
            None => Expr::Partition,
        }
    }

    /// Returns the ARN of an AWS managed policy, e.g. of `service-role/AWSAppRunnerServicePolicyForECRAccess`.
    pub(super) fn managed_policy(&self, policy: &str) -> Expr {
        Expr::join([
            Expr::text("arn:"),
            self.partition(),
            Expr::text(format!(":iam::aws:policy/{policy}")),
        ])
    }

    /// Builds `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` for a resource in the deployment's region and account.
    pub(super) fn arn_here(&self, service: &str, resource: Expr) -> Expr {
        Expr::join([
            Expr::text("arn:"),
            self.partition(),
            Expr::text(format!(":{service}:")),
            self.region(),
            Expr::text(":"),
            Expr::Account,
            Expr::text(":"),
            resource,
        ])
    }
}

/// Returns the value of `overwrite:path`.
///
/// Always written, even if it changes nothing: otherwise a stage or a mapping key would appear in the path.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html>
pub(super) fn path(forward: &Forward) -> Expr {
    let parts = match forward {
        Forward::AsSent => return Expr::text("$request.path"),
        Forward::Template(parts) => parts,
    };
    Expr::join(parts.iter().map(|part| match part {
        TemplatePart::Literal(text) => Expr::text(text.as_str()),
        TemplatePart::Variable(name) => Expr::text(format!("${{request.path.{name}}}")),
        TemplatePart::Input(name) => Expr::Input(name.clone()),
    }))
}

/// Splits a text at a separator; inputs are not split.
pub(super) fn split(text: &Text, separator: char) -> Vec<Text> {
    let empty = || Text {
        parts: Vec::new(),
        span: text.span,
    };
    let mut pieces = vec![empty()];
    let push = |pieces: &mut Vec<Text>, part: Part| {
        if let Some(last) = pieces.last_mut() {
            last.push(part);
        }
    };
    for part in &text.parts {
        match part {
            Part::Input(_) | Part::Variable(_) => push(&mut pieces, part.clone()),
            Part::Literal(text) => {
                for (index, piece) in text.split(separator).enumerate() {
                    if index > 0 {
                        pieces.push(empty());
                    }
                    push(&mut pieces, Part::Literal(piece.to_owned()));
                }
            }
        }
    }
    pieces
}

/// Returns the text, if it is known.
pub(super) fn plain(text: Option<&Text>) -> Option<String> {
    text.and_then(Text::known).map(str::to_owned)
}
