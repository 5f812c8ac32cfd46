//! The little XML that the older services need: the text of elements by name, and escaping.

/// Returns the texts of all elements with a name, in order, with the five predefined entities decoded.
pub(super) fn texts(document: &str, name: &str) -> Vec<String> {
    let open = format!("<{name}>");
    let close = format!("</{name}>");
    let parts = document.split(&*open).skip(1);
    parts
        .filter_map(|rest| rest.split_once(&*close))
        .map(|(text, _)| unescape(text))
        .collect()
}

/// Returns the text of the first element with a name.
pub(super) fn text(document: &str, name: &str) -> Option<String> {
    texts(document, name).into_iter().next()
}

/// Escapes text between tags.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&")
}
