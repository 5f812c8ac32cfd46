//! Doubts in words.

use crate::model::Program;
use crate::route::Doubt;

/// A doubt as the end of a sentence.
#[must_use]
pub fn doubt(program: &Program, doubt: Doubt) -> String {
    let written = |route: usize| {
        let route = program.routes.get(route);
        route.map_or(String::new(), |it| it.written.clone())
    };
    match doubt {
        Doubt::TrailingSlash(Some(route)) => format!(
            "reports disagree on whether `{}` answers a path with a slash at its end",
            written(route)
        ),
        Doubt::TrailingSlash(None) => {
            "reports disagree on how a slash at the end of a path is read".to_owned()
        }
        Doubt::EmptySegment => "two slashes side by side are not documented".to_owned(),
        Doubt::EncodedSlash => {
            "API Gateway decodes variables before it fills them in: `%2F` becomes a slash there"
                .to_owned()
        }
        Doubt::Crossed(route) => format!(
            "`{}` matches as well, and each has literal text where the other has a variable",
            written(route)
        ),
        Doubt::AnyBeforeGreedy(route) => format!(
            "`{}` names the method, and a full match for `ANY` is taken to win over it",
            written(route)
        ),
    }
}
