//! Edits of specs, each a build, an edit and a build: what Terraform makes of them against moto, and what CloudFormation
//! would do, on paper. The table is `tests/fixtures/terraform/edits.yaml`.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use gwc::diff;
use gwc::driver::{self, Analysis, Layout, Target, TemplateFormat};
use gwc::facts::{Deployer, Facts, ResourceTypes, UpdateEffect, Updates};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::{Moto, Terraform, facts, python, succeed};

/// A row of the table.
#[derive(Debug, Deserialize)]
struct Edit {
    name: String,
    spec: String,
    /// Texts of the spec, and what takes their place.
    edit: Vec<(String, String)>,
    /// Terraform's types or addresses of what must stay: updated at most.
    #[serde(default)]
    same: Vec<String>,
    /// The address of the resource whose update AWS refuses, as `diff` must say.
    refused: Option<String>,
}

impl Edit {
    /// The spec before and after, with ids for the marks.
    fn specs(&self, fill: &dyn Fn(&str) -> String) -> (String, String) {
        let mut after = self.spec.clone();
        for (from, to) in &self.edit {
            assert!(after.contains(from), "{}: no `{from}`", self.name);
            after = after.replace(from, to);
        }
        (fill(&self.spec), fill(&after))
    }
}

fn edits() -> Vec<Edit> {
    serde_yaml::from_str(include_str!("../fixtures/terraform/edits.yaml")).expect("the table")
}

/// Analyzes a spec.
fn analyze(spec: &str, facts: &Facts) -> Analysis {
    let root = Loaded {
        identity: "demo.gw".to_owned(),
        name: "demo.gw".to_owned(),
        text: spec.into(),
    };
    driver::analyze(root, &MemoryLoader::default(), facts, &Bindings::default())
}

/// Builds a spec: the texts by the names of the files.
fn build(spec: &str, target: Target) -> BTreeMap<String, String> {
    let analysis = analyze(spec, facts());
    let built = driver::build(&analysis, facts(), target, Layout::Folder);
    let found = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = found.filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{spec}\n{errors:#?}");
    let files = built.files.expect("an output").into_iter();
    files.map(|file| (file.name, file.text)).collect()
}

/// Ids for the marks of a spec that no server sees.
fn fill_on_paper(text: &str) -> String {
    text.replace("@vpc", "vpc-0abc1234567890def")
        .replace(
            "@function",
            "arn:aws:lambda:us-east-1:111122223333:function:hook",
        )
        .replace("@a", "subnet-0a11111111111111a")
        .replace("@b", "subnet-0b22222222222222b")
        .replace("@c", "subnet-0c33333333333333c")
}

#[test]
fn diff_says_which_edits_terraform_cannot_apply() {
    for edit in edits() {
        let (before, after) = edit.specs(&fill_on_paper);
        let (before, after) = (analyze(&before, facts()), analyze(&after, facts()));
        let found = diff::difference(&before, &after, facts(), Deployer::Terraform);
        // A condition such as "if both subnets are in one zone" leaves the edit possible.
        let refused = found.resources.iter().flatten().filter(|change| {
            let reason = change.refused.as_deref();
            reason.is_some_and(|reason| !reason.starts_with("if "))
        });
        let names: Vec<&str> = refused.map(|change| &*change.name).collect();
        let expected: Vec<&str> = edit.refused.as_deref().into_iter().collect();
        assert_eq!(names, expected, "{}", edit.name);
    }
}

#[test]
fn change_sets_on_paper() {
    let (types, updates) = (ResourceTypes::load(), Updates::load());
    let mut text = String::new();
    for edit in edits() {
        let (before, after) = edit.specs(&fill_on_paper);
        let resources = |spec: &str| {
            let files = build(spec, Target::Cfn(TemplateFormat::Json));
            let template: Value = serde_json::from_str(&files["template.json"]).expect("JSON");
            template["Resources"]
                .as_object()
                .expect("resources")
                .clone()
        };
        text += &format!("{}\n", edit.name);
        let lines = change_set(&resources(&before), &resources(&after), &types, &updates);
        if lines.is_empty() {
            text += "  nothing\n";
        }
        for line in lines {
            text += &format!("  {line}\n");
        }
    }
    insta::assert_snapshot!("change_sets", text);
}

type Resources = serde_json::Map<String, Value>;

/// Lists what CloudFormation does, in its order: first creations and updates, then deletions.
fn change_set(
    before: &Resources,
    after: &Resources,
    types: &ResourceTypes,
    updates: &Updates,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, new) in after {
        let Some(old) = before.get(id) else {
            lines.push(format!("+ {id}"));
            continue;
        };
        let none = json!({});
        let of = |resource: &'_ Value| resource.get("Properties").unwrap_or(&none).clone();
        let (old, new_properties) = (of(old), of(new));
        if old == new_properties {
            continue;
        }
        let kind = new["Type"].as_str().unwrap_or_default();
        let create_only = types.types.get(kind).map(|found| &found.create_only);
        let changed = |path: &&&'static str| {
            let at = |properties: &Value| {
                path.split('/')
                    .try_fold(properties, |value, step| value.get(step))
                    .cloned()
            };
            at(&old) != at(&new_properties)
        };
        let forced: Vec<&str> = create_only
            .into_iter()
            .flatten()
            .filter(changed)
            .copied()
            .collect();
        lines.push(match forced.as_slice() {
            [] => format!("~ {id}"),
            forced => format!("± {id}: {}", forced.join(", ")),
        });
        for update in updates.of(Deployer::CloudFormation, kind, &old, &new_properties) {
            let condition = update.condition.map(|condition| format!(" if {condition}"));
            // An update that AWS always refuses must not be in this table.
            assert!(
                update.effect != UpdateEffect::Refused || condition.is_some(),
                "{id}: {}",
                update.id
            );
            let condition = condition.unwrap_or_default();
            lines.push(format!(
                "    {:?}{condition}: {}",
                update.effect, update.why
            ));
        }
    }
    let gone = before.keys().filter(|id| !after.contains_key(*id));
    lines.extend(gone.map(|id| format!("- {id}")));
    lines
}

/// Types that moto 5.2 describes differently from AWS: no kind of address of endpoints, and the account before the
/// other group of a rule.
const GAPS_OF_MOTO: [&str; 3] = [
    "aws_vpc_endpoint",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
];

/// So many edits are tried at once: most of the time goes by in waiting for the provider to ask again.
const AT_ONCE: usize = 4;

#[test]
#[ignore = "takes about 45 minutes; run it by hand after changes of Terraform's output"]
fn edits_apply_in_one_go() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    // One edit alone: `GWC_EDIT="a third subnet" cargo test edits -- --ignored`.
    let wanted = std::env::var("GWC_EDIT").ok();
    let edits: Vec<Edit> = edits()
        .into_iter()
        .filter(|edit| wanted.as_ref().is_none_or(|wanted| *wanted == edit.name))
        .collect();
    let next = AtomicUsize::new(0);
    let terraform = &terraform;
    let work = || {
        let moto = Moto::start();
        let known = prepare(&moto);
        let mut faults = Vec::new();
        while let Some(edit) = edits.get(next.fetch_add(1, Ordering::Relaxed)) {
            faults.extend(try_edit(edit, terraform, &moto, &known));
        }
        faults
    };
    let faults: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let ended = workers.into_iter().map(|worker| worker.join());
        ended
            .flat_map(|faults| faults.expect("a worker ends"))
            .collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Creates what the specs expect to exist, and returns the ids that moto gives it.
fn prepare(moto: &Moto) -> Value {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/terraform/prepare.py"
    );
    let output = succeed(Command::new(python()).arg(script).arg(moto.url()));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Applies an edit in one go, plans again, and destroys; the faults on the way.
fn try_edit(edit: &Edit, terraform: &Terraform, moto: &Moto, known: &Value) -> Vec<String> {
    let id = |value: &Value| value.as_str().expect("an id").to_owned();
    let fill = |text: &str| {
        text.replace("@vpc", &id(&known["vpc"]))
            .replace(
                "@function",
                "arn:aws:lambda:us-east-1:123456789012:function:signed",
            )
            .replace("@a", &id(&known["subnets"][0]))
            .replace("@b", &id(&known["subnets"][1]))
            .replace("@c", &id(&known["third"]))
    };
    let mut faults = Vec::new();
    let (before, after) = edit.specs(&fill);
    let files = build(&before, Target::Terraform);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let workspace = terraform.workspace_on_moto(&files, moto);
    let made = workspace.apply(&[]);
    if !made.success {
        return vec![format!("{}: the first apply: {}", edit.name, made.text)];
    }
    for (name, text) in build(&after, Target::Terraform) {
        workspace.write(&name, &text);
    }
    let same: Vec<String> = edit.same.iter().map(|address| fill(address)).collect();
    for address in replacements(&workspace.plan(&[])) {
        let kind = address.split('.').next().unwrap_or_default().to_owned();
        if same.contains(&address) || same.contains(&kind) {
            faults.push(format!("{}: {address} does not stay", edit.name));
        }
    }
    let changed = workspace.apply(&[]);
    if let Some(refused) = &edit.refused {
        if changed.success || !changed.text.contains(&**refused) {
            faults.push(format!("{}: {refused} is not refused", edit.name));
        }
        let gone = workspace.destroy(&[]);
        if !gone.success {
            faults.push(format!("{}: destroy: {}", edit.name, gone.text));
        }
        return faults;
    }
    if !changed.success {
        faults.push(format!("{}: the edit: {}", edit.name, changed.text));
    }
    let plan = workspace.plan(&[]);
    let again = plan["resource_changes"].as_array().expect("changes").iter();
    for change in again {
        let kind = change["type"].as_str().unwrap_or_default();
        let actions = &change["change"]["actions"];
        let clean = *actions == json!(["no-op"]) || change["mode"] != "managed";
        if !clean && !GAPS_OF_MOTO.contains(&kind) {
            let address = &change["address"];
            faults.push(format!("{}: {actions} {address} once more", edit.name));
        }
    }
    let gone = workspace.destroy(&[]);
    if !gone.success {
        faults.push(format!("{}: destroy: {}", edit.name, gone.text));
    }
    println!("{}: {} faults", edit.name, faults.len());
    faults
}

/// The addresses of what a plan deletes or replaces.
fn replacements(plan: &Value) -> Vec<String> {
    let changes = plan["resource_changes"].as_array().expect("changes");
    let deleted = changes.iter().filter(|change| {
        let actions = change["change"]["actions"].as_array();
        actions.is_some_and(|actions| actions.contains(&json!("delete")))
    });
    deleted
        .filter_map(|change| change["address"].as_str().map(str::to_owned))
        .collect()
}
