//! Terraform modules.
//!
//! Blocks are made of a sealed graph, family by family, patched, and laid out as `terraform fmt` would leave them. This
//! room decides nothing about the resources; what it knows is how the provider wants them said, and where it traps.

mod api;
mod compute;
mod dns;
mod label;
mod layout;
mod logs;
mod moved;
mod network;
mod outputs;
mod patch;
mod resources;
mod scope;
mod shared;
mod text;
mod tree;
mod variables;
mod versions;

use crate::diag::Diagnostic;
use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::Block;
use crate::graph::Sealed;

/// The conventional files of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// `versions.tf`: what the module asks of Terraform, the provider, and the provider's region where the spec says one.
    pub versions: String,
    /// `variables.tf`: the inputs.
    pub variables: String,
    /// `main.tf`: the resources.
    pub main: String,
    /// `outputs.tf`: the outputs.
    pub outputs: String,
}

impl Module {
    /// The files by their names.
    #[must_use]
    pub fn files(&self) -> [(&'static str, &str); 4] {
        let Self {
            versions,
            variables,
            main,
            outputs,
        } = self;
        [
            ("versions.tf", versions.as_str()),
            ("variables.tf", variables.as_str()),
            ("main.tf", main.as_str()),
            ("outputs.tf", outputs.as_str()),
        ]
    }

    /// All of it as one document, which is a module too.
    #[must_use]
    pub fn document(&self) -> String {
        let files = self.files().map(|(_, text)| text);
        let files: Vec<&str> = files.into_iter().filter(|text| !text.is_empty()).collect();
        files.join("\n")
    }
}

/// The module of a graph.
///
/// # Errors
///
/// Patches that name no block or attribute of the module.
pub fn module(sealed: &Sealed) -> Result<Module, Vec<Diagnostic>> {
    let graph = sealed.graph();
    let scope = Scope::new(sealed);
    let mut sections = resources::sections(&scope);
    let outputs = outputs::outputs(&scope);
    resources::complete(&scope, &mut sections);
    let mut versions = versions::versions(graph);
    let mut blocks: Vec<Block> = sections.into_iter().flatten().collect();
    let diagnostics = patch::apply(graph, blocks.iter_mut().chain(&mut versions));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut head = shared::shared(&scope, &mut blocks);
    head.append(&mut blocks);
    head.extend(moved::moved(graph));
    Ok(Module {
        versions: layout::file(&versions),
        variables: layout::file(&variables::variables(graph)),
        main: layout::file(&head),
        outputs: layout::file(&outputs),
    })
}
