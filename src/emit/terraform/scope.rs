//! The translation context: the graph, and the lookups that the translation needs.
//!
//! Owns addresses, references and the record of needed data sources. Must not write any resource.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::emit::terraform::tree::{Piece, Value};
use crate::emit::terraform::{layout, responses};
use crate::graph::address::{terraform_address, terraform_name};
use crate::graph::id::snake;
use crate::graph::resource::Tags;
use crate::graph::{Attribute, Body, Expr, Graph, Id, Kind, ListExpr, Num, Sealed};

/// The graph, and the lookups that its translation needs.
pub(super) struct Scope<'g> {
    sealed: &'g Sealed,
    needs: Needs,
    reads: RefCell<Vec<Id>>,
    attributes: RefCell<BTreeSet<(Id, Attribute)>>,
    responses: responses::Shared,
}

/// Lookups and locals that a module has once.
#[derive(Default)]
pub(super) struct Needs {
    /// `data.aws_region.current`
    pub(super) region: Cell<bool>,
    /// `data.aws_caller_identity.current`
    pub(super) account: Cell<bool>,
    /// `data.aws_partition.current`
    pub(super) partition: Cell<bool>,
}

impl<'g> Scope<'g> {
    /// Creates a scope without lookups.
    pub(super) fn new(sealed: &'g Sealed) -> Self {
        Self {
            sealed,
            needs: Needs::default(),
            reads: RefCell::default(),
            attributes: RefCell::default(),
            responses: responses::Shared::default(),
        }
    }

    /// Returns the graph.
    pub(super) fn graph(&self) -> &'g Graph {
        self.sealed.graph()
    }

    /// Returns the response mappings that integrations share.
    pub(super) fn responses(&self) -> &responses::Shared {
        &self.responses
    }

    /// Returns the needed lookups.
    pub(super) fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Returns the resources read since the last call, deduplicated and sorted.
    pub(super) fn take_reads(&self) -> Vec<Id> {
        let mut reads = self.reads.take();
        reads.sort();
        reads.dedup();
        reads
    }

    /// Returns true if something reads an attribute of a resource.
    pub(super) fn is_read(&self, id: &Id, attribute: Attribute) -> bool {
        self.attributes.borrow().contains(&(id.clone(), attribute))
    }

    /// Returns a resource's body. References in a sealed graph always resolve.
    pub(super) fn body(&self, id: &Id) -> Option<&'g Body> {
        self.sealed.get(id).map(|resource| &resource.body)
    }

    fn kind(&self, id: &Id) -> Kind {
        match self.body(id) {
            Some(body) => body.kind(),
            None => never!("a sealed graph reads `{id}`, which it does not have"),
        }
    }

    /// Returns `TYPE.NAME` of a resource.
    pub(super) fn address(&self, id: &Id) -> String {
        terraform_address(self.kind(id), id)
    }

    /// Returns an attribute of a resource.
    pub(super) fn get(&self, id: &Id, attribute: Attribute) -> String {
        self.reads.borrow_mut().push(id.clone());
        self.attributes.borrow_mut().insert((id.clone(), attribute));
        let kind = self.kind(id);
        let Some(access) = kind.access(attribute) else {
            never!("{kind:?} has no {attribute:?}")
        };
        match access.terraform {
            Some(name) => format!("{}.{name}", self.address(id)),
            None => self.computed_attribute(id, attribute),
        }
    }

    /// Returns an attribute that the module computes.
    fn computed_attribute(&self, id: &Id, attribute: Attribute) -> String {
        let name = self.name(id);
        match attribute {
            // A reader of a certificate's ARN waits until it is validated.
            Attribute::Arn => format!("aws_acm_certificate_validation.{name}.certificate_arn"),
            Attribute::Endpoint => format!("local.{name}_host"),
            Attribute::ListenerArn => format!("local.{name}_ingress.ListenerArn"),
            Attribute::LoadBalancerSecurityGroup => format!("local.{name}_balancer_group"),
            Attribute::Id
            | Attribute::Name
            | Attribute::ApiEndpoint
            | Attribute::IngressDomain
            | Attribute::ServiceUrl
            | Attribute::NetworkInterfaceIds
            | Attribute::RegionalDomainName
            | Attribute::RegionalHostedZoneId => never!("nothing computes {attribute:?} of `{id}`"),
        }
    }

    /// Returns the name of a resource among those of its type.
    pub(super) fn name(&self, id: &Id) -> String {
        terraform_name(self.kind(id), id)
    }

    /// Returns a string.
    pub(super) fn expr(&self, expr: &Expr) -> Value {
        Value::template(self.pieces(expr))
    }

    fn pieces(&self, expr: &Expr) -> Vec<Piece> {
        match expr {
            Expr::Literal(text) => vec![Piece::Text(text.clone())],
            Expr::Get(id, attribute) => vec![Piece::Code(self.get(id, *attribute))],
            Expr::Input(name) => vec![Piece::Code(variable(name))],
            Expr::Region => vec![self.region()],
            Expr::Account => {
                self.needs.account.set(true);
                vec![Piece::Code(
                    "data.aws_caller_identity.current.account_id".to_owned(),
                )]
            }
            Expr::Partition => {
                self.needs.partition.set(true);
                vec![Piece::Code(
                    "data.aws_partition.current.partition".to_owned(),
                )]
            }
            Expr::Deployment => vec![Piece::Text(self.graph().deployment.clone())],
            Expr::Join(pieces) => pieces.iter().flat_map(|piece| self.pieces(piece)).collect(),
        }
    }

    fn region(&self) -> Piece {
        match &self.graph().region {
            Some(region) => Piece::Text(region.clone()),
            None => {
                self.needs.region.set(true);
                // Only `id` is deprecated in neither provider 5 nor 6.
                Piece::Code("data.aws_region.current.id".to_owned())
            }
        }
    }

    /// Returns a string as an expression that can be part of other code.
    pub(super) fn code(&self, expr: &Expr) -> String {
        layout::value(&self.expr(expr))
    }

    /// Returns a list of strings.
    pub(super) fn list(&self, list: &ListExpr) -> Value {
        match list {
            ListExpr::Known(entries) => self.exprs(entries),
            ListExpr::Input(name) => Value::Code(variable(name)),
            ListExpr::Get(id, attribute) => Value::Code(self.get(id, *attribute)),
        }
    }

    /// Returns a list of known length.
    pub(super) fn exprs(&self, entries: &[Expr]) -> Value {
        Value::List(entries.iter().map(|entry| self.expr(entry)).collect())
    }

    /// Returns the length of a list.
    pub(super) fn length(&self, list: &ListExpr) -> Value {
        match list {
            ListExpr::Known(entries) => Value::number(entries.len()),
            ListExpr::Input(name) => Value::Code(format!("length({})", variable(name))),
            ListExpr::Get(id, attribute) => {
                Value::Code(format!("length({})", self.get(id, *attribute)))
            }
        }
    }

    /// Returns a map of strings; `None` if it is empty.
    pub(super) fn map(&self, entries: &[(String, Expr)]) -> Option<Value> {
        let map = entries
            .iter()
            .map(|(key, value)| (key.clone(), self.expr(value)));
        (!entries.is_empty()).then(|| Value::Map(map.collect()))
    }

    /// Returns the tags; `None` if there are none.
    pub(super) fn tags(&self, tags: &Tags) -> Option<Value> {
        self.map(tags)
    }
}

/// Returns a whole number.
pub(super) fn number(num: &Num) -> Value {
    match num {
        Num::Known(number) => Value::number(number),
        Num::Input(name) => Value::Code(variable(name)),
    }
}

/// Returns a whole number as text, for attributes that the provider declares as strings.
pub(super) fn number_as_text(num: &Num) -> Value {
    match num {
        Num::Known(number) => Value::text(number.to_string()),
        Num::Input(name) => Value::Code(format!("tostring({})", variable(name))),
    }
}

/// Returns `var.NAME` of an input.
pub(super) fn variable(name: &str) -> String {
    format!("var.{}", variable_name(name))
}

/// Names that a `module` block uses itself, so no variable can have them.
///
/// <https://developer.hashicorp.com/terraform/language/block/variable>
const RESERVED: [&str; 8] = [
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "providers",
    "source",
    "version",
];

/// Returns the name of an input's variable.
#[must_use]
pub fn variable_name(input: &str) -> String {
    let name = snake(input);
    if RESERVED.contains(&name.as_str()) {
        format!("input_{name}")
    } else {
        name
    }
}
