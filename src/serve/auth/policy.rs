//! Evaluates IAM policies returned by Lambda authorizers for a route.

use serde_json::Value;

/// Returns true if a policy allows a resource: a statement allows it and none denies it. `None` if it is not a policy.
pub(super) fn allows(policy: &Value, resource: &str) -> Option<bool> {
    let statements = match policy.get("Statement")? {
        Value::Array(list) => list.iter().collect(),
        one @ Value::Object(_) => vec![one],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    let mut allowed = false;
    for statement in statements {
        let action = statement.get("Action")?;
        let (actions, resources) = (texts(action)?, texts(statement.get("Resource")?)?);
        let is_invoke = |it: &&str| fits(&it.to_ascii_lowercase(), "execute-api:invoke");
        let covers = actions.iter().any(is_invoke) && resources.iter().any(|it| fits(it, resource));
        match (statement.get("Effect")?.as_str()?, covers) {
            ("Deny", true) => return Some(false),
            ("Allow", true) => allowed = true,
            ("Allow" | "Deny", false) => {}
            _ => return None,
        }
    }
    Some(allowed)
}

/// Returns a single text, or the texts of a list; `None` if something else is there.
fn texts(value: &Value) -> Option<Vec<&str>> {
    let list = value
        .as_array()
        .map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    list.iter().map(Value::as_str).collect()
}

/// Returns true if a pattern with `*` and `?` matches the whole text.
fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut seen) = (0, 0);
    // The last `*`, and the position in the text to backtrack to.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(letter) if *letter == '?' || text.get(seen) == Some(letter) => {
                at += 1;
                seen += 1;
            }
            Some(_) | None => {
                let Some((before, from)) = star else {
                    return false;
                };
                star = Some((before, from + 1));
                at = before + 1;
                seen = from + 1;
            }
        }
    }
    let mut rest = pattern.get(at..).unwrap_or_default().iter();
    rest.all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::{allows, fits};
    use serde_json::{Value, json};

    const ARN: &str = "arn:aws:execute-api:eu-west-1:123456789012:local/$default/GET/a/b";

    #[test]
    fn patterns_fit_whole_texts() {
        assert!(fits("arn:*:local/*/GET/*", ARN));
        assert!(fits("*", ""));
        assert!(fits("a?c*", "abcd"));
        assert!(!fits("a?c", "abcd"));
        assert!(!fits("*/POST/*", ARN));
    }

    #[test]
    fn a_denial_wins() {
        let statement = |effect: &str, resource: &str| json!({ "Effect": effect, "Action": "execute-api:Invoke", "Resource": resource });
        let verdict = |list: Vec<Value>| allows(&json!({ "Statement": list }), ARN);
        let all = || statement("Allow", "*");
        assert_eq!(verdict(vec![all()]), Some(true));
        let denied = verdict(vec![all(), statement("Deny", "*/GET/*")]);
        assert_eq!(denied, Some(false));
        assert_eq!(verdict(vec![statement("Allow", "*/POST/*")]), Some(false));
        assert_eq!(verdict(vec![]), Some(false));
        assert_eq!(allows(&json!({}), ARN), None);
        let odd = json!({ "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": [7] });
        assert_eq!(verdict(vec![all(), odd]), None);
    }
}
