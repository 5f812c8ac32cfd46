//! The resources that actions are called on: converts a URL, ARN or name to the form that AWS expects for each.

use crate::graph::from_program::Builder;
use crate::graph::from_program::inputs::NewInput;
use crate::graph::from_program::values::split;
use crate::graph::{Expr, InputKind};
use crate::model::{ArnOf, Backend, BackendId, Part, ServiceKind, Text};

/// The known facts about a resource.
pub(super) struct Resource {
    /// Parameters that the backend provides, by their names in `.gw`.
    values: Vec<(&'static str, Expr)>,
    /// The ARNs for a policy.
    pub(super) arns: Vec<Expr>,
    /// Its region, if the spec gives it.
    pub(super) region: Option<Expr>,
}

impl Resource {
    /// Returns the value of a parameter.
    pub(super) fn value(&self, word: &str) -> Option<Expr> {
        let found = self.values.iter().find(|(known, _)| *known == word);
        found.map(|(_, value)| value.clone())
    }

    /// Returns the executions of a state machine, by their ARNs.
    pub(super) fn executions(
        &self,
        cx: &mut Builder<'_>,
        id: BackendId,
        backend: &Backend,
    ) -> Vec<Expr> {
        let known = self.arns.iter().find_map(Expr::known);
        if let Some((before, name)) = known.and_then(|arn| arn.split_once(":stateMachine:")) {
            return vec![Expr::text(format!("{before}:execution:{name}:*"))];
        }
        let machine = need(
            cx,
            (id, backend),
            "state-machine-name",
            InputKind::Text,
            "The name of the state machine, for the permission to stop its executions.",
        );
        vec![cx.arn_here(
            "states",
            Expr::join([Expr::text("execution:"), machine, Expr::text(":*")]),
        )]
    }
}

/// Returns the resource that a backend names.
pub(super) fn resource(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    kind: ServiceKind,
    text: &Text,
) -> Resource {
    match kind {
        ServiceKind::Sqs => queue(cx, (id, backend), text),
        ServiceKind::Events => named(cx, text, "bus", "events", "event-bus/", true),
        ServiceKind::States => machine(cx, text),
        ServiceKind::Kinesis => named(cx, text, "stream", "kinesis", "stream/", false),
        ServiceKind::AppConfig => configuration(cx, text),
    }
}

/// Returns a queue given by URL, ARN or name. The integration needs the URL, the policy needs the ARN.
fn queue(cx: &mut Builder<'_>, of: (BackendId, &Backend), text: &Text) -> Resource {
    let starts = |start: &str| matches!(text.parts.first(), Some(Part::Literal(text)) if text.starts_with(start));
    let (url, arn, region) = if starts("arn:") {
        match Arn::of(cx, text) {
            Some(arn) => (arn.queue_url(cx), cx.text(text), Some(arn.region)),
            None => (cx.text(text), cx.text(text), None),
        }
    } else if starts("https://") || starts("http://") {
        match queue_of_url(cx, text) {
            Some((arn, region)) => (cx.text(text), arn, Some(region)),
            None => (cx.text(text), queue_arn(cx, of), None),
        }
    } else if text.as_input().is_some() {
        (cx.text(text), queue_arn(cx, of), None)
    } else {
        let name = cx.text(text);
        let here = Arn {
            partition: cx.partition(),
            region: cx.region(),
            account: Expr::Account,
            name: name.clone(),
        };
        (here.queue_url(cx), cx.arn_here("sqs", name), None)
    };
    Resource {
        values: vec![("queue", url)],
        arns: vec![arn],
        region,
    }
}

/// Returns the queue's ARN as an input: if the URL is only known at deploy time, a target that cannot split strings
/// cannot derive it.
fn queue_arn(cx: &mut Builder<'_>, of: (BackendId, &Backend)) -> Expr {
    need(
        cx,
        of,
        "queue-arn",
        InputKind::Arn(ArnOf::QUEUE),
        "The ARN of the queue, for the permission to use it.",
    )
}

fn need(
    cx: &mut Builder<'_>,
    (id, backend): (BackendId, &Backend),
    suffix: &str,
    kind: InputKind,
    description: &str,
) -> Expr {
    let origin = cx.backend_origin(id, backend);
    cx.need(NewInput {
        name: format!("{}-{suffix}", backend.name.value),
        kind,
        description,
        origin,
    })
}

/// The parts of an ARN whose resource is a bare name.
struct Arn {
    partition: Expr,
    region: Expr,
    account: Expr,
    name: Expr,
}

impl Arn {
    fn of(cx: &Builder<'_>, text: &Text) -> Option<Self> {
        let parts = split(text, ':');
        let [_, partition, _, region, account, name] = parts.as_slice() else {
            return None;
        };
        Some(Self {
            partition: cx.text(partition),
            region: cx.text(region),
            account: cx.text(account),
            name: cx.text(name),
        })
    }

    fn queue_url(&self, cx: &Builder<'_>) -> Expr {
        let partitions = &cx.facts.regions.partitions;
        let known = self.partition.known();
        let partition = partitions
            .iter()
            .find(|known_one| Some(known_one.name) == known);
        let suffix = partition.map_or("amazonaws.com", |partition| partition.dns_suffix);
        Expr::join([
            Expr::text("https://sqs."),
            self.region.clone(),
            Expr::text(format!(".{suffix}/")),
            self.account.clone(),
            Expr::text("/"),
            self.name.clone(),
        ])
    }
}

/// Returns the ARN and region of `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
fn queue_of_url(cx: &Builder<'_>, text: &Text) -> Option<(Expr, Expr)> {
    let parts = split(text, '/');
    let [_, _, host, account, name] = parts.as_slice() else {
        return None;
    };
    let host = host.known()?;
    let region = host.strip_prefix("sqs.")?.split('.').next()?;
    let partition = cx.facts.regions.partition(region);
    let partition = partition.map_or("aws", |partition| partition.name);
    let arn = Expr::join([
        Expr::text(format!("arn:{partition}:sqs:{region}:")),
        cx.text(account),
        Expr::text(":"),
        cx.text(name),
    ]);
    Some((arn, Expr::text(region)))
}

/// Returns a resource that AWS identifies by name, and possibly also by ARN.
fn named(
    cx: &Builder<'_>,
    text: &Text,
    word: &'static str,
    service: &str,
    before: &str,
    by_arn: bool,
) -> Resource {
    let is_arn =
        matches!(text.parts.first(), Some(Part::Literal(text)) if text.starts_with("arn:"));
    if !is_arn {
        let name = cx.text(text);
        let resource = Expr::join([Expr::text(before), name.clone()]);
        return Resource {
            values: vec![(word, name)],
            arns: vec![cx.arn_here(service, resource)],
            region: None,
        };
    }
    let parts = split(text, '/');
    let name = match parts.get(1) {
        Some(name) if !by_arn => cx.text(name),
        Some(_) | None => cx.text(text),
    };
    Resource {
        values: vec![(word, name)],
        arns: vec![cx.text(text)],
        region: region(cx, text),
    }
}

fn machine(cx: &Builder<'_>, text: &Text) -> Resource {
    Resource {
        values: vec![("machine", cx.text(text))],
        arns: vec![cx.text(text)],
        region: region(cx, text),
    }
}

/// Parses `application/environment/profile`. Reading a configuration requires permission on all three.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappconfig.html>
fn configuration(cx: &Builder<'_>, text: &Text) -> Resource {
    let parts = split(text, '/');
    let part = |at: usize| {
        parts
            .get(at)
            .map_or_else(|| Expr::text(""), |part| cx.text(part))
    };
    let (application, environment, profile) = (part(0), part(1), part(2));
    let of = |rest: Vec<Expr>| {
        let pieces = [Expr::text("application/"), application.clone()];
        cx.arn_here("appconfig", Expr::join(pieces.into_iter().chain(rest)))
    };
    let arns = vec![
        of(Vec::new()),
        of(vec![Expr::text("/environment/"), environment.clone()]),
        of(vec![Expr::text("/configurationprofile/"), profile.clone()]),
    ];
    Resource {
        values: vec![
            ("application", application),
            ("environment", environment),
            ("configuration", profile),
        ],
        arns,
        region: None,
    }
}

/// Returns the region that an ARN names.
fn region(cx: &Builder<'_>, text: &Text) -> Option<Expr> {
    let parts = split(text, ':');
    match parts.as_slice() {
        [start, _, _, region, _, ..] if start.known() == Some("arn") => Some(cx.text(region)),
        _ => None,
    }
}
