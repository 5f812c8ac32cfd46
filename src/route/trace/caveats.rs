//! Doubts in words.

use crate::model::Program;
use crate::route::Caveat;

/// A caveat as the end of a sentence.
#[must_use]
pub fn caveat(program: &Program, caveat: Caveat) -> String {
    let written = |route: usize| {
        let route = program.routes.get(route);
        route.map_or(String::new(), |it| it.written.clone())
    };
    match caveat {
        Caveat::TrailingSlash(Some(route)) => format!(
            "reports disagree on whether `{}` answers a path with a slash at its end",
            written(route)
        ),
        Caveat::TrailingSlash(None) => {
            "reports disagree on how a slash at the end of a path is read".to_owned()
        }
        Caveat::EmptySegment => "two slashes side by side are not documented".to_owned(),
        Caveat::EncodedSlash => {
            "API Gateway decodes variables before it fills them in: `%2F` becomes a slash there"
                .to_owned()
        }
        Caveat::Crossed(route) => format!(
            "`{}` matches as well, and each has literal text where the other has a variable",
            written(route)
        ),
        Caveat::AnyBeforeGreedy(route) => format!(
            "`{}` names the method, and a full match for `ANY` is taken to win over it",
            written(route)
        ),
    }
}
