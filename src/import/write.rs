//! Writes a draft as `.gw` text. The formatter does the layout.

use crate::import::draft::{Draft, Route, value};

/// Renders the spec of a draft.
pub(super) fn spec(draft: &Draft) -> String {
    let mut out = String::from("gw 1\n\n");
    if let Some(description) = &draft.description {
        docs(&mut out, description);
    }
    out.push_str(&format!("gateway {}", draft.name));
    block(&mut out, &draft.settings);
    out.push('\n');
    for (link, name) in &draft.links {
        out.push_str(&format!("network {name} {{ link {} }}\n", value(link)));
    }
    if !draft.links.is_empty() {
        out.push('\n');
    }
    for (name, body) in &draft.auths {
        out.push_str(&format!("auth {name} {body}\n"));
    }
    if !draft.auths.is_empty() {
        out.push('\n');
    }
    let mut declared = false;
    for (name, backend) in &draft.backends {
        out.push_str(&format!("{} {name}", backend.kind));
        block(&mut out, &backend.settings);
        declared = true;
    }
    if declared {
        out.push('\n');
    }
    for it in &draft.routes {
        route(&mut out, it);
    }
    out
}

fn route(out: &mut String, route: &Route) {
    if let Some(text) = &route.docs {
        docs(out, text);
    }
    if !route.method.is_empty() {
        out.push_str(&format!("{} ", route.method));
    }
    out.push_str(&format!("{} -> {}", route.path, route.destination));
    for clause in &route.clauses {
        out.push_str(&format!(" {clause}"));
    }
    block(out, &route.settings);
}

fn block(out: &mut String, settings: &[String]) {
    if settings.is_empty() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for setting in settings {
        out.push_str(&format!("  {setting}\n"));
    }
    out.push_str("}\n");
}

fn docs(out: &mut String, text: &str) {
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let plain: String = line.chars().filter(|letter| !letter.is_control()).collect();
        out.push_str(&format!("## {plain}\n"));
    }
}
