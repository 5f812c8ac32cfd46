//! Caveats as text.

use crate::model::Program;
use crate::route::Caveat;

/// Returns a caveat as the end of a sentence.
#[must_use]
pub fn caveat(program: &Program, caveat: Caveat) -> String {
    let written = |route: usize| {
        let route = program.routes.get(route);
        route.map_or(String::new(), |it| it.written.clone())
    };
    match caveat {
        Caveat::TrailingSlash(Some(route)) => format!(
            "reports disagree on whether `{}` answers a path with a trailing slash",
            written(route)
        ),
        Caveat::TrailingSlash(None) => {
            "reports disagree on how a trailing slash is matched".to_owned()
        }
        Caveat::EmptySegment => "AWS does not document how adjacent slashes are matched".to_owned(),
        Caveat::EncodedSlash => {
            "API Gateway decodes path variables before it sends them on: `%2F` becomes a slash"
                .to_owned()
        }
        Caveat::Crossed(route) => format!(
            "`{}` matches as well: each route has literal text where the other has a variable",
            written(route)
        ),
        Caveat::AnyBeforeGreedy(route) => format!(
            "`{}` names the method, but a full match with `ANY` is assumed to win",
            written(route)
        ),
    }
}
