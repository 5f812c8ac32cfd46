//! Values: from the model's texts, numbers and lists to the graph's.

use crate::graph::from_program::Builder;
use crate::graph::resource::api::{Limit, RateNum};
use crate::graph::{Expr, ListExpr, Num};
use crate::model::{
    Arg, Forward, InputId, InputKind, ListArg, Part, Rate, TemplatePart, Text, Throttle,
};

impl Builder<'_> {
    /// A text. Variables of API Gateway in it are written with braces.
    pub(super) fn text(&self, text: &Text) -> Expr {
        Expr::join(text.parts.iter().map(|part| match part {
            Part::Literal(text) => Expr::text(text.as_str()),
            Part::Input(id) => self.input(*id),
            Part::Variable(name) => Expr::text(format!("${{{}}}", self.variable(name))),
        }))
    }

    /// The value of a mapping or of an action's parameter. A variable alone goes without braces, as AWS shows it.
    pub(super) fn mapped(&self, text: &Text) -> Expr {
        match text.parts.as_slice() {
            [Part::Variable(name)] => Expr::text(format!("${}", self.variable(name))),
            _ => self.text(text),
        }
    }

    /// A URL as an integration's: path variables of the route are `{id}`.
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

    /// A variable's name in AWS's words, e.g. `request.querystring.page` for `request.query.page`.
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

    /// Texts, of which one alone may be a list that is an input.
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

    /// The limit that an account starts with in the region. Written where the spec sets none: an update would leave the last
    /// one in force, and Terraform's provider sends 0 for a limit that is not written, which refuses every request.
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

    /// The region: as the spec says it, so that the output says it too; else the one that is deployed to.
    pub(super) fn region(&self) -> Expr {
        match &self.program.gateway.region {
            Some(region) => Expr::text(region.value.as_str()),
            None => Expr::Region,
        }
    }

    /// The partition, which a known region settles.
    pub(super) fn partition(&self) -> Expr {
        let region = self.program.gateway.region.as_ref();
        let partition = region.and_then(|region| self.facts.regions.partition(&region.value));
        match partition {
            Some(partition) => Expr::text(partition.name),
            None => Expr::Partition,
        }
    }

    /// The ARN of one of AWS's own policies, e.g. of `service-role/AWSAppRunnerServicePolicyForECRAccess`.
    pub(super) fn managed_policy(&self, policy: &str) -> Expr {
        Expr::join([
            Expr::text("arn:"),
            self.partition(),
            Expr::text(format!(":iam::aws:policy/{policy}")),
        ])
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` of something in the region and account that is deployed to.
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

/// The value of `overwrite:path`.
///
/// Always said, even where it changes nothing: a stage or a mapping key would show in the path otherwise.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html>
pub(super) fn path(forward: &Forward) -> Expr {
    let parts = match forward {
        Forward::AsSent => return Expr::text("$request.path"),
        Forward::Template(parts) => parts,
    };
    let mut path = String::new();
    for part in parts {
        match part {
            TemplatePart::Literal(text) => path.push_str(text),
            TemplatePart::Variable(name) => path.push_str(&format!("${{request.path.{name}}}")),
        }
    }
    Expr::text(path)
}

/// A text between its separators; inputs stay whole.
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

/// Known text.
pub(super) fn plain(text: Option<&Text>) -> Option<String> {
    text.and_then(Text::known).map(str::to_owned)
}
