//! Names of destinations.

use crate::model::{Destination, Part, Program, Text};

/// The kind of a destination that is a URL.
pub const PUBLIC_URL: &str = "public URL";

/// Returns the backend's name, or the URL of a public destination in the syntax of the language:
/// `https://h.example/a/<id>`.
#[must_use]
pub fn name(program: &Program, destination: &Destination) -> String {
    let id = match destination {
        Destination::Backend(id) => *id,
        Destination::Action(action) => action.backend,
        Destination::Url(url) => return self::url(program, url),
    };
    let backend = program.backend(id);
    backend.map_or(String::new(), |it| it.name.value.clone())
}

/// Returns the kind with access or action, e.g. `private apprunner`, `sqs send`.
pub(super) fn kind(program: &Program, destination: &Destination) -> String {
    let backend = |id| program.backend(id);
    match destination {
        Destination::Url(_) => PUBLIC_URL.to_owned(),
        Destination::Backend(id) => backend(*id).map_or(String::new(), |it| {
            if it.kind.is_http() {
                format!("{} {}", it.access.value.word(), it.kind.word())
            } else {
                it.kind.word().to_owned()
            }
        }),
        Destination::Action(action) => backend(action.backend).map_or(String::new(), |it| {
            format!("{} {}", it.kind.word(), action.name.value)
        }),
    }
}

fn url(program: &Program, url: &Text) -> String {
    let part = |part: &Part| match part {
        Part::Literal(text) => text.clone(),
        Part::Variable(name) => match name.strip_prefix("request.path.") {
            Some(name) => format!("<{name}>"),
            None => format!("${{{name}}}"),
        },
        Part::Input(id) => {
            let input = program.input(*id);
            input.map_or(String::new(), |input| format!("${{{}}}", input.name))
        }
    };
    url.parts.iter().map(part).collect()
}
