//! Strings concatenated at deploy time: `Fn::Sub` if possible, otherwise `Fn::Join`.

use crate::emit::cfn::tree::{Function, Tree};

/// Returns the pieces as one string, in the most readable form.
pub(super) fn concatenation<'g>(pieces: Vec<Tree<'g>>) -> Tree<'g> {
    match substitution(&pieces) {
        Some(text) if !holds_known_arn(&text) => Tree::Sub(text),
        Some(_) => join(":", segments(pieces)),
        None => join("", pieces),
    }
}

/// Builds `Fn::Join`.
pub(super) fn join<'g>(between: &'static str, pieces: Vec<Tree<'g>>) -> Tree<'g> {
    Tree::Call(
        Function::Join,
        vec![Tree::text(between), Tree::List(pieces)],
    )
}

/// Returns true if a text for `Fn::Sub` contains an ARN with a literal partition. The spec's ARN is valid as it is, but
/// cfn-lint requires a variable there (I3042), and only there.
fn holds_known_arn(text: &str) -> bool {
    let mut rests = text.split("arn:").skip(1);
    rests.any(|rest| !rest.starts_with("${"))
}

/// Splits the pieces at colons: each value is in a segment with the text adjacent to it, and text in between is not
/// split.
fn segments(pieces: Vec<Tree<'_>>) -> Vec<Tree<'_>> {
    let mut segments: Vec<Vec<Tree<'_>>> = vec![Vec::new()];
    for piece in pieces {
        let parts: Vec<Tree<'_>> = match &piece {
            Tree::Text(text) => {
                let parts = text.split(':');
                parts.map(|part| Tree::text(part.to_owned())).collect()
            }
            Tree::Null
            | Tree::Bool(_)
            | Tree::Int(_)
            | Tree::Number(_)
            | Tree::Rate(_)
            | Tree::List(_)
            | Tree::Map(_)
            | Tree::Ref(_)
            | Tree::GetAtt(..)
            | Tree::Sub(_)
            | Tree::Call(..) => vec![piece],
        };
        for (index, part) in parts.into_iter().enumerate() {
            match segments.last_mut() {
                Some(last) if index == 0 => last.push(part),
                Some(_) | None => segments.push(vec![part]),
            }
        }
    }
    let mut joined: Vec<Tree<'_>> = Vec::with_capacity(segments.len());
    for segment in segments.into_iter().map(segment) {
        match (joined.last_mut(), segment) {
            (Some(Tree::Text(last)), Tree::Text(text)) => {
                let last = last.to_mut();
                last.push(':');
                last.push_str(&text);
            }
            (_, segment) => joined.push(segment),
        }
    }
    joined
}

/// Returns the pieces between two colons.
fn segment(mut pieces: Vec<Tree<'_>>) -> Tree<'_> {
    pieces.retain(|piece| *piece != Tree::text(""));
    if pieces.len() <= 1 {
        return pieces.pop().unwrap_or(Tree::text(""));
    }
    substitution(&pieces).map_or_else(|| join("", pieces), Tree::Sub)
}

/// Returns the pieces as the text of one `Fn::Sub`; `None` if a piece cannot be part of one.
fn substitution(pieces: &[Tree<'_>]) -> Option<String> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Tree::Text(literal) => text.push_str(&escape(literal)?),
            Tree::Ref(name) => text.extend(["${", name, "}"]),
            Tree::GetAtt(id, attribute) => text.extend(["${", id, ".", attribute, "}"]),
            Tree::Null
            | Tree::Bool(_)
            | Tree::Int(_)
            | Tree::Number(_)
            | Tree::Rate(_)
            | Tree::List(_)
            | Tree::Map(_)
            | Tree::Sub(_)
            | Tree::Call(..) => return None,
        }
    }
    Some(text)
}

/// Returns the literal with `${name}` escaped as `${!name}`; `None` if there is no defined escape, as for an open brace
/// or a trailing `$`.
fn escape(literal: &str) -> Option<String> {
    let mut parts = literal.split("${");
    let mut text = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (name, _) = part.split_once('}')?;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_:".contains(letter);
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        text.push_str("${!");
        text.push_str(part);
    }
    (!literal.ends_with('$')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{concatenation, substitution};
    use crate::emit::cfn::tree::Tree;

    fn parameter<'g>() -> Tree<'g> {
        Tree::Ref("P".into())
    }

    fn with_parameter(literal: &str) -> Option<String> {
        substitution(&[Tree::text(literal), parameter()])
    }

    #[test]
    fn variables_of_api_gateway_are_escaped() {
        let text = with_parameter("/${request.path.proxy}/");
        assert_eq!(text.as_deref(), Some("/${!request.path.proxy}/${P}"));
        assert_eq!(
            with_parameter("$default/").as_deref(),
            Some("$default/${P}")
        );
    }

    #[test]
    fn text_that_has_no_escape_is_joined_instead() {
        for literal in ["a${", "${!a}", "${}", "${a b}", "a$", "${a"] {
            assert_eq!(with_parameter(literal), None, "{literal}");
        }
    }

    #[test]
    fn known_arns_are_joined_at_their_colons() {
        let tree = concatenation(vec![
            Tree::text("arn:aws:execute-api:eu-west-1:"),
            parameter(),
            Tree::text(":"),
            parameter(),
            Tree::text("/*:a:b"),
        ]);
        let json = serde_json::to_value(&tree).unwrap_or_default();
        let pieces = serde_json::json!([
            "arn:aws:execute-api:eu-west-1",
            { "Ref": "P" },
            { "Fn::Sub": "${P}/*" },
            "a:b",
        ]);
        assert_eq!(json, serde_json::json!({ "Fn::Join": [":", pieces] }));
    }
}
