//! GW0024: a misspelt backend kind in a route.

use super::super::ast::Word;
use super::super::lower::TreeBuilder;
use super::clause;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, codes};

const CODE: Code = codes::UNKNOWN_BACKEND_KIND;

/// The backend kinds of the grammar.
pub(super) const KINDS: [&str; 11] = [
    "apprunner",
    "ecs",
    "lambda",
    "alb",
    "nlb",
    "cloudmap",
    "sqs",
    "events",
    "states",
    "kinesis",
    "appconfig",
];

/// Returns the setting by which a backend of a kind names an existing resource, as help shows it.
pub(super) fn reference_setting(kind: &str) -> &'static str {
    match kind {
        "lambda" | "apprunner" | "ecs" => "arn ARN",
        "alb" | "nlb" => "listener ARN",
        "sqs" => "queue ARN",
        "events" => "bus ARN",
        "states" => "machine ARN",
        "kinesis" => "stream ARN",
        "cloudmap" => "service ARN",
        _ => "..",
    }
}

/// The actions of services, to recognize a route to a backend that is declared elsewhere.
const ACTIONS: [&str; 9] = [
    "send",
    "receive",
    "delete",
    "purge",
    "put",
    "start",
    "start-sync",
    "stop",
    "get",
];

/// Returns true if a service has an action of this name.
pub(in super::super) fn is_action(word: &str) -> bool {
    ACTIONS.contains(&word)
}

/// Returns true if backends of a kind have actions.
pub(in super::super) fn is_service(kind: &str) -> bool {
    matches!(kind, "sqs" | "events" | "states" | "kinesis" | "appconfig")
}

/// Reports `WORD NAME`, followed by `rest`, if it is a misspelt `KIND NAME`; returns true if it is. Only a clause can
/// follow a backend and its action.
pub(in super::super) fn report_misspelt(cx: &mut TreeBuilder<'_>, word: &Word, rest: &str) -> bool {
    if !clause::precedes_word(rest) {
        return false;
    }
    let near = nearest(&mut cx.budget, &word.value, KINDS);
    let Some(near) = near.first() else {
        return false;
    };
    let message = format!("unknown backend kind `{}`", word.value);
    let fault = Diagnostic::error(CODE, word.span, message).instead(word.span, near);
    cx.report(fault);
    true
}

#[cfg(test)]
mod tests {
    use super::{ACTIONS, KINDS};

    #[test]
    fn the_actions_are_those_of_the_services() {
        let facts = include_str!("../../../specs/aws/integrations.json");
        let words = facts.split("\"action\": \"").skip(1);
        let words = words.filter_map(|rest| rest.split('"').next());
        let words: std::collections::BTreeSet<&str> = words.collect();
        assert_eq!(words, std::collections::BTreeSet::from(ACTIONS));
    }

    #[test]
    fn the_kinds_are_those_of_the_grammar() {
        let grammar = include_str!("../../../grammar/gw.pest");
        let rule = grammar.split_once("\nkind = @{").unwrap_or_default().1;
        let rule = rule.split_once("\n}").unwrap_or_default().0;
        let mut words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
        let mut ours = KINDS.to_vec();
        words.sort_unstable();
        ours.sort_unstable();
        assert_eq!(words, ours);
    }
}
