//! Lambda functions inside a template, for features that CloudFormation lacks: each with its own role and log group.
//!
//! The code of each is a file that never includes text of a spec. Its purpose is documented where it is used.

use std::borrow::Cow;

use crate::emit::cfn::entry::{Entry, attributes, metadata};
use crate::emit::cfn::tree::{Entries, Tree};
use crate::graph::Origin;

/// A function of a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    /// Its logical ID, and those of its role and log group. No kind's word has the same prefix.
    pub(super) ids: [&'static str; 3],
    /// Its description.
    pub(super) description: &'static str,
    /// The description of its role.
    pub(super) role: &'static str,
    /// The name of the role's policy.
    pub(super) policy: &'static str,
    /// Its code.
    pub(super) code: &'static str,
}

impl Function {
    /// Returns the properties of a custom resource that name its implementation.
    pub(super) fn service<'g>(&self) -> [(Cow<'g, str>, Tree<'g>); 2] {
        let [function, ..] = self.ids;
        [
            ("ServiceToken".into(), arn(function)),
            // The default is to wait an hour for a response that never comes.
            ("ServiceTimeout".into(), Tree::Int(120)),
        ]
    }

    /// Returns the function, its role with these permissions and permission to write its log, and its log group.
    pub(super) fn entries<'g>(
        &self,
        origin: &'g Origin,
        mut statements: Vec<Tree<'g>>,
    ) -> Vec<Entry<'g>> {
        let [function, role, logs] = self.ids;
        statements.push(allow(
            &["logs:CreateLogStream", "logs:PutLogEvents"],
            vec![arn(logs)],
        ));
        vec![
            entry(function, "AWS::Lambda::Function", origin, self.function()),
            entry(role, "AWS::IAM::Role", origin, self.role(statements)),
            entry(
                logs,
                "AWS::Logs::LogGroup",
                origin,
                properties([("RetentionInDays", Tree::Int(30))]),
            ),
        ]
    }

    fn function<'g>(&self) -> Vec<(Cow<'g, str>, Tree<'g>)> {
        let [_, role, logs] = self.ids;
        let log_group = Entries::new().with("LogGroup", Tree::Ref(logs.into()));
        properties([
            ("Description", self.description.into()),
            ("Runtime", "python3.13".into()),
            ("Handler", "index.handler".into()),
            // Shorter than the custom resource's timeout, so that the response can report the error.
            ("Timeout", Tree::Int(100)),
            ("Role", arn(role)),
            ("LoggingConfig", log_group.into()),
            ("Code", Entries::new().with("ZipFile", self.code).into()),
        ])
    }

    fn role<'g>(&self, statements: Vec<Tree<'g>>) -> Vec<(Cow<'g, str>, Tree<'g>)> {
        let policy = Entries::new()
            .with("PolicyName", self.policy)
            .with("PolicyDocument", document(statements));
        let trust = Entries::new()
            .with("Effect", "Allow")
            .with(
                "Principal",
                Entries::new().with("Service", "lambda.amazonaws.com"),
            )
            .with("Action", "sts:AssumeRole");
        properties([
            ("Description", self.role.into()),
            ("AssumeRolePolicyDocument", document(vec![trust.into()])),
            ("Policies", Tree::List(vec![policy.into()])),
        ])
    }
}

/// Returns a statement of a policy.
pub(super) fn allow<'g>(actions: &[&'static str], resources: Vec<Tree<'g>>) -> Tree<'g> {
    let actions = actions.iter().map(|action| Tree::text(*action));
    Entries::new()
        .with("Effect", "Allow")
        .with("Action", Tree::List(actions.collect()))
        .with("Resource", Tree::List(resources))
        .into()
}

fn document<'g>(statements: Vec<Tree<'g>>) -> Tree<'g> {
    Entries::new()
        .with("Version", "2012-10-17")
        .with("Statement", Tree::List(statements))
        .into()
}

fn entry<'g>(
    id: &'static str,
    of: &'static str,
    origin: &'g Origin,
    properties: Vec<(Cow<'g, str>, Tree<'g>)>,
) -> Entry<'g> {
    Entry {
        id: id.into(),
        of,
        metadata: metadata(origin),
        depends_on: Vec::new(),
        attributes: attributes(of),
        properties,
    }
}

fn properties<'g, const N: usize>(
    entries: [(&'static str, Tree<'g>); N],
) -> Vec<(Cow<'g, str>, Tree<'g>)> {
    let entries = entries.into_iter();
    entries.map(|(name, value)| (name.into(), value)).collect()
}

fn arn<'g>(id: &'static str) -> Tree<'g> {
    Tree::GetAtt(id.into(), "Arn".into())
}
