//! Paths: the route keys of a path, and its syntax.

use crate::diag::Diagnostic;
use crate::diag::codes::DEFAULT_IN_GROUP;
use crate::model::Segment;
use crate::model::from_ast::Resolver;
use crate::model::from_ast::groups::GroupContext;
use crate::syntax::ast::{self, PathKind, SegmentKind};

/// One of the route keys of a path.
#[derive(Clone, Debug)]
pub(super) struct PathShape {
    /// The segments, or nothing for `$default`.
    pub(super) segments: Option<Vec<Segment>>,
    /// The variable of `<rest*>`, if this is the route without it.
    pub(super) empty: Option<String>,
}

/// Writes a slash and a segment in the syntax of the language.
pub(super) fn write(path: &mut String, segment: &SegmentKind) {
    match segment {
        SegmentKind::Literal(text) => path.extend(["/", text]),
        SegmentKind::Variable(name) => path.extend(["/<", name, ">"]),
        SegmentKind::Greedy(name) => path.extend(["/<", name, "+>"]),
        SegmentKind::Optional(name) => path.extend(["/<", name, "*>"]),
    }
}

/// Returns a path in the syntax of the language, prefixes included.
pub(super) fn path_written(
    inherited: &GroupContext,
    segments: &[ast::Segment],
    trailing_slash: bool,
) -> String {
    let mut path = inherited.written.clone();
    for segment in segments {
        write(&mut path, &segment.kind);
    }
    if path.is_empty() || trailing_slash {
        path.push('/');
    }
    path
}

/// Returns the route keys of a path, prefixes included.
pub(super) fn shapes(
    cx: &mut Resolver<'_>,
    inherited: &GroupContext,
    path: &ast::Path,
) -> Vec<PathShape> {
    let (own, trailing_slash) = match &path.kind {
        PathKind::Segments {
            segments,
            trailing_slash,
        } => (segments, *trailing_slash),
        PathKind::Default => {
            if !inherited.segments.is_empty() {
                let message = "`$default` cannot have a prefix";
                let help = "move it out of the group, or write `/<rest*>`";
                cx.report(Diagnostic::error(DEFAULT_IN_GROUP, path.span, message).help(help));
            }
            return vec![PathShape {
                segments: None,
                empty: None,
            }];
        }
    };
    let mut segments = inherited.segments.clone();
    let mut bare = None;
    for (index, segment) in own.iter().enumerate() {
        let is_last = index + 1 == own.len() && !trailing_slash;
        segments.push(match &segment.kind {
            SegmentKind::Literal(text) => Segment::Literal(text.clone()),
            SegmentKind::Variable(name) => Segment::Variable(name.clone()),
            SegmentKind::Greedy(name) => Segment::Greedy(name.clone()),
            SegmentKind::Optional(name) => {
                if is_last {
                    bare = Some(PathShape {
                        segments: Some(segments.clone()),
                        empty: Some(name.clone()),
                    });
                }
                Segment::Greedy(name.clone())
            }
        });
    }
    if trailing_slash {
        // The empty last segment represents the slash, which AWS refuses and a check reports.
        segments.push(Segment::Literal(String::new()));
    }
    let full = PathShape {
        segments: Some(segments),
        empty: None,
    };
    bare.into_iter().chain([full]).collect()
}
