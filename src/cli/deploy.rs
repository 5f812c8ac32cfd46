//! Shared by `apply`, `destroy` and `drift`: compiles the plan, resolves its inputs, opens the journal, and runs a
//! session.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use crate::apply::changes::{Change, changes, renames, values_of};
use crate::apply::cloud::Cloud;
use crate::apply::journal::{Entry, Journal, Site};
use crate::apply::plan::Plan;
use crate::apply::session::Session;
use crate::apply::store::{FileStore, ObjectStore, Store, StoreFault, object_place};
use crate::apply::value::{Scope, sha256};
use crate::apply::{Failpoint, Stop, Summary, now, resume_all};
use crate::aws::{Client, Endpoint, resolve_region, sts};
use crate::cli::args::Deployment;
use crate::cli::disk::{self, Disk};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::terminal::{self, Console};
use crate::diag::escape;
use crate::doctor::{self, Spec, Symptoms};
use crate::driver::{self, Analysis, Layout, Target};
use crate::facts::Facts;
use crate::graph::id::pascal;
use crate::model::{Bindings, InputKind};

/// More steps than run at a time.
const MOST_STEPS: usize = 100;

/// The outcome of a session.
pub(super) enum SessionOutcome {
    /// Everything is done; lines to print.
    Complete(Vec<String>),
    /// The user declined.
    Declined,
    /// AWS differs from the spec or the state; lines to print.
    Drifted(Vec<String>),
    /// Some steps failed.
    Incomplete(Summary),
}

/// Compiles a spec, opens its state, finishes what an earlier run left open, and runs a command.
pub(super) fn with_session(
    options: &Deployment,
    console: Console,
    command: &str,
    body: impl AsyncFnOnce(Rc<Session>) -> Result<SessionOutcome, Stop>,
) -> Result<Exit, Failure> {
    let facts = Facts::load();
    let Some((mut plan, given, analysis)) = compile(options, &facts, console)? else {
        return Ok(Exit::Findings);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|fault| Failure::Fault(fault.to_string()))?;
    let local = tokio::task::LocalSet::new();
    let ended = local.block_on(&runtime, async {
        let client = Rc::new(client(options, &plan, &facts)?);
        let site = site(options, &client).await?;
        let scope = scope(&plan, given, &site, &facts, command)?;
        let store = store(options, &plan, &client, command).await?;
        if command == "destroy" {
            plan.steps.clear();
            plan.outputs.clear();
        }
        let session = Rc::new(open(plan, scope, (client, site), store, command, console).await?);
        let prepared = match command {
            // Drift changes nothing, so it does not finish an earlier run either.
            "drift" => Ok(()),
            _ => prepare(&session).await,
        };
        let ended = match prepared {
            Ok(()) => body(Rc::clone(&session)).await,
            Err(stop) => Err(stop),
        };
        // Cancelled steps let go of the session when they are polled again.
        for _ in 0..MOST_STEPS {
            if Rc::strong_count(&session) == 1 {
                break;
            }
            tokio::task::yield_now().await;
        }
        if let Ok(session) = Rc::try_unwrap(session) {
            session.journal.close().await;
        }
        Ok::<_, Failure>(ended)
    })?;
    finish(ended, command, &Spec::new(&analysis, &facts))
}

/// Values of inputs, by name.
type InputValues = Vec<(String, String)>;

/// Compiles the spec to a plan. Also returns the values of inputs that must not be compiled in, and the analysis.
fn compile(
    options: &Deployment,
    facts: &Facts,
    console: Console,
) -> Result<Option<(Plan, InputValues, Analysis)>, Failure> {
    let spec = &options.spec;
    let root = disk::read_spec(&spec.spec, spec.stdin_filename.as_deref())?;
    let disk = Disk::for_root(&root);
    let mut bindings = Bindings {
        env: spec.env.clone(),
        set: spec.set.clone(),
    };
    let files = driver::load(root, &disk);
    environment::require(bindings.env.as_deref(), [&files])?;
    let mut analysis = driver::check(&files, facts, &bindings);
    // A secret's value stays out of the plan, because journals quote the plan.
    let secret: Vec<String> = analysis
        .program
        .params
        .iter()
        .filter(|param| param.kind == InputKind::Secret)
        .map(|param| pascal(&param.name.value))
        .collect();
    let (given, kept) = bindings
        .set
        .into_iter()
        .partition::<Vec<_>, _>(|(name, _)| secret.contains(&pascal(name)));
    bindings.set = kept;
    if !given.is_empty() {
        analysis = driver::check(&files, facts, &bindings);
    }
    let built = driver::build(&analysis, facts, Target::Plan, Layout::Document);
    let mut findings = Findings::default();
    let all = analysis.diagnostics.iter().chain(&built.diagnostics);
    findings.add(&analysis.sources, all);
    findings.print_human(console);
    let Some(file) = built.files.as_ref().and_then(|files| files.first()) else {
        return Ok(None);
    };
    let plan = Plan::read(&file.text).map_err(Failure::Fault)?;
    Ok(Some((plan, given, analysis)))
}

fn client(options: &Deployment, plan: &Plan, facts: &Facts) -> Result<Client, Failure> {
    let named = plan.deployment.region.as_str().map(str::to_owned);
    if let (Some(named), Some(requested)) = (&named, &options.region)
        && named != requested
    {
        let reason = format!("`--region {requested}` differs from the spec's region `{named}`");
        return Err(Failure::Usage(reason));
    }
    let region = named
        .or_else(|| options.region.clone())
        .or_else(resolve_region);
    let Some(region) = region else {
        let reason = "no region: set one in the spec, pass `--region`, or set AWS_REGION";
        return Err(Failure::Usage(reason.to_owned()));
    };
    let partition = facts.regions.partition(&region);
    let dns_suffix = partition.map_or("amazonaws.com", |it| it.dns_suffix);
    Client::new(Endpoint {
        dns_suffix: dns_suffix.to_owned(),
        url: options.endpoint_url.clone(),
        region,
    })
    .map_err(|fault| Failure::Usage(fault.to_string()))
}

/// Determines the account and the region of the credentials.
async fn site(options: &Deployment, client: &Client) -> Result<Site, Failure> {
    let account = match sts::account(client).await {
        Ok(account) => Some(account),
        // Another address may not serve AWS STS.
        Err(_) if options.endpoint_url.is_some() => None,
        Err(fault) => {
            return Err(Failure::Usage(format!(
                "cannot read the account number from AWS: {fault}"
            )));
        }
    };
    Ok(Site {
        account,
        region: Some(client.endpoint.region.clone()),
    })
}

/// Resolves the values of the plan's inputs.
fn scope(
    plan: &Plan,
    given: InputValues,
    site: &Site,
    facts: &Facts,
    command: &str,
) -> Result<Scope, Failure> {
    let given: BTreeMap<String, String> = given
        .into_iter()
        .map(|(name, value)| (pascal(&name), value))
        .collect();
    let mut scope = Scope::default();
    let mut missing = Vec::new();
    for (name, input) in &plan.inputs {
        if input.kind == "secret" {
            scope.secret.insert(name.clone());
        }
        let region = site.region.as_deref().unwrap_or_default();
        let value = match (name.as_str(), given.get(name)) {
            (_, Some(value)) => Some(Value::from(value.as_str())),
            ("AwsRegion", None) => Some(Value::from(region)),
            ("AwsPartition", None) => {
                let partition = facts.regions.partition(region);
                Some(Value::from(partition.map_or("aws", |it| it.name)))
            }
            ("AwsAccountId", None) => site.account.as_deref().map(Value::from),
            (_, None) => input.default.clone(),
        };
        match value {
            Some(value) => drop(scope.inputs.insert(name.clone(), value)),
            None => missing.push(format!("{name} ({})", input.description)),
        }
    }
    if missing.is_empty() || command == "destroy" {
        return Ok(scope);
    }
    let missing = missing.join(", ");
    Err(Failure::Usage(format!(
        "missing input values, to be set in the spec or with `--set NAME=VALUE`: {missing}"
    )))
}

async fn store(
    options: &Deployment,
    plan: &Plan,
    client: &Rc<Client>,
    command: &str,
) -> Result<Store, Failure> {
    let holder = holder(command);
    let opened = match &options.state {
        Some(text) if text.starts_with("s3://") => {
            let Some(place) = object_place(text) else {
                let reason = format!("expected `s3://BUCKET/KEY`, found `{text}`");
                return Err(Failure::Usage(reason));
            };
            let store = ObjectStore::open(Rc::clone(client), place, &holder).await;
            store.map(|store| Store::Object(Box::new(store)))
        }
        Some(path) => FileStore::open(Path::new(path), &holder).map(Store::File),
        None => FileStore::open(&default_place(options, plan), &holder).map(Store::File),
    };
    opened.map_err(store_failure)
}

/// Returns `.gwc/GATEWAY.ENV.jsonl` beside the spec.
fn default_place(options: &Deployment, plan: &Plan) -> PathBuf {
    let folder = options.spec.spec.parent().unwrap_or(Path::new(""));
    let name = &plan.deployment.name;
    let file = match &plan.deployment.environment {
        Some(env) => {
            let gateway = name.strip_suffix(&format!("-{env}")).unwrap_or(name);
            format!("{gateway}.{env}.jsonl")
        }
        None => format!("{name}.jsonl"),
    };
    folder.join(".gwc").join(file)
}

fn holder(command: &str) -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let user = variable("USER").or_else(|| variable("USERNAME"));
    let host = variable("HOSTNAME").or_else(|| {
        let name = std::fs::read_to_string("/etc/hostname").ok()?;
        Some(name.trim().to_owned())
    });
    format!(
        "gwc {command} by {}@{}, process {}, started at Unix time {}",
        user.unwrap_or_else(|| "unknown user".to_owned()),
        host.unwrap_or_else(|| "this host".to_owned()),
        std::process::id(),
        now().as_secs(),
    )
}

async fn open(
    plan: Plan,
    mut scope: Scope,
    (client, site): (Rc<Client>, Site),
    store: Store,
    command: &str,
    console: Console,
) -> Result<Session, Failure> {
    let random = RandomState::new().hash_one(std::process::id());
    let id = sha256(&format!("{random} {}", now().as_nanos()));
    let failpoint = Failpoint::from_environment();
    let journal = Journal::open(store, &plan.deployment.name, site, id, failpoint).await;
    let journal = journal.map_err(store_failure)?;
    let run = Entry::Run {
        command: command.to_owned(),
        digest: plan.digest.clone(),
        tool: plan.tool.clone(),
        by: holder(command),
        at: now().as_secs(),
    };
    let started = match command {
        "drift" => Ok(()),
        _ => start(&journal, &run, &plan).await,
    };
    if let Err(fault) = started {
        journal.close().await;
        return Err(store_failure(fault));
    }
    for record in journal.state().steps.values() {
        scope.known.insert(record.step.clone(), values_of(record));
    }
    // AWS's texts may contain anything.
    let notice = Box::new(move |line: &str| console.status(&format!("{}\n", escape(line))));
    Ok(Session::new(
        plan,
        Cloud::new(client),
        journal,
        scope,
        notice,
    ))
}

/// Records the start of a run, and the steps that have new ids.
async fn start(journal: &Journal, run: &Entry, plan: &Plan) -> Result<(), StoreFault> {
    journal.append(run).await?;
    let renamed = renames(plan, &journal.state());
    for (from, to) in renamed {
        journal.append(&Entry::Renamed { from, to }).await?;
    }
    Ok(())
}

/// Finishes what an earlier run left open.
async fn prepare(session: &Rc<Session>) -> Result<(), Stop> {
    resume_all(session).await?;
    let records: Vec<String> = session.journal.state().steps.keys().cloned().collect();
    records.iter().for_each(|step| session.learn(step));
    Ok(())
}

/// Prints what is adopted and changed, and returns the number of changes.
///
/// # Errors
/// As for reading resources. Unless the user has agreed already, stdout must take the text.
pub(super) async fn preview(
    session: &Rc<Session>,
    adopted: &[Entry],
    agreed: bool,
) -> Result<usize, Stop> {
    let planned = changes(session).await?;
    let name = &session.plan.deployment.name;
    let region = &session.cloud.client.endpoint.region;
    let count = planned.len() + adopted.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut text = format!("{name} in {region}: {count} change{plural}\n");
    for entry in adopted {
        if let Entry::Adopted { record } = entry {
            let identifier = escape(&record.identifier);
            text += &format!(
                "  < adopt    {}  {}  {identifier}\n",
                record.step, record.of
            );
        }
    }
    let width = planned
        .iter()
        .map(|it| it.step.len())
        .max()
        .unwrap_or(0)
        .min(40);
    for change in &planned {
        let (sign, word, why) = match &change.change {
            Change::Create => ('+', "create", String::new()),
            Change::Update(paths) if paths.is_empty() => ('~', "update", ": repair".to_owned()),
            Change::Update(paths) => ('~', "update", format!(": {}", paths.join(", "))),
            Change::Replace(paths) => ('!', "replace", format!(": new {}", paths.join(", "))),
            Change::Delete => ('-', "delete", String::new()),
            Change::Retain => ('=', "keep", ": no longer managed".to_owned()),
            Change::Nothing => continue,
        };
        text += &format!(
            "  {sign} {word:7}  {:width$}  {}  {}{why}\n",
            change.step, change.of, change.origin
        );
    }
    if count == 0 {
        text = format!("{name} in {region}: nothing to change\n");
    }
    match terminal::print(&text) {
        Err(failure) if !agreed => Err(Stop::Refused(failure.to_string())),
        Ok(()) | Err(_) => Ok(planned.len()),
    }
}

/// Asks the user for confirmation unless `--yes` was given.
pub(super) async fn confirm(yes: bool, changes: usize) -> bool {
    // On its own thread, because the lease of the state has to be renewed while the user thinks.
    yes || tokio::task::spawn_blocking(move || ask(changes))
        .await
        .unwrap_or(false)
}

fn ask(changes: usize) -> bool {
    if std::io::stdin().is_terminal() {
        let plural = if changes == 1 { "" } else { "s" };
        eprint!("Make {changes} change{plural}? [y/N] ");
        let _ = std::io::stderr().flush();
    }
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

/// Renders the outputs of the plan, one per line.
pub(super) fn outputs(session: &Session) -> Vec<String> {
    let scope = session.scope.borrow();
    let outputs = session.plan.outputs.iter();
    outputs
        .map(
            |(name, output)| match crate::apply::value::redact(&scope.value(&output.value)) {
                Value::String(text) => format!("{name} = {text}"),
                value => format!("{name} = {value}"),
            },
        )
        .collect()
}

fn store_failure(fault: StoreFault) -> Failure {
    match fault {
        StoreFault::Held(by) => {
            Failure::Refused(format!("the state is locked by another run: {by}"))
        }
        StoreFault::Unusable(reason) | StoreFault::Broken(reason) => Failure::Usage(reason),
    }
}

fn finish(
    ended: Result<SessionOutcome, Stop>,
    command: &str,
    spec: &Spec<'_>,
) -> Result<Exit, Failure> {
    let print = |lines: &[String]| {
        lines
            .iter()
            .try_for_each(|line| terminal::print(&format!("{}\n", escape(line))))
    };
    match ended {
        Ok(SessionOutcome::Complete(lines)) => {
            print(&lines)?;
            Ok(Exit::Success)
        }
        Ok(SessionOutcome::Drifted(lines)) => {
            print(&lines)?;
            Ok(Exit::Findings)
        }
        Ok(SessionOutcome::Declined) => {
            terminal::fail("nothing was changed: pass `--yes`, or answer `y`");
            Ok(Exit::Findings)
        }
        Ok(SessionOutcome::Incomplete(summary)) => {
            let symptoms = Symptoms::load();
            for failed in &summary.failed {
                let reason = escape(&failed.reason);
                terminal::fail(&format!("{} ({}): {reason}", failed.step, failed.origin));
                let diagnosis = doctor::diagnose(&symptoms, &failed.reason, Some(spec));
                if let Some(known) = diagnosis.findings.first() {
                    let (slug, sure) = (known.page.slug, known.confidence.word());
                    terminal::fail(&format!(
                        "{sure} `{slug}`: {}; see `gwc explain {slug}`",
                        known.fix
                    ));
                }
            }
            if !summary.blocked.is_empty() {
                let blocked = summary.blocked.join(", ");
                terminal::fail(&format!("skipped, since they depend on it: {blocked}"));
            }
            terminal::fail(&format!(
                "{command} is incomplete: run it again once the cause is fixed"
            ));
            Ok(Exit::Incomplete)
        }
        Err(Stop::Journal(fault @ StoreFault::Held(_))) => Err(store_failure(fault)),
        Err(Stop::Refused(reason)) => Err(Failure::Refused(escape(&reason))),
        Err(stop @ (Stop::Partial(_) | Stop::Unfinished(_) | Stop::Journal(_))) => {
            terminal::fail(&escape(&stop.to_string()));
            terminal::fail(&format!("{command} is incomplete: run it again"));
            Ok(Exit::Incomplete)
        }
    }
}
