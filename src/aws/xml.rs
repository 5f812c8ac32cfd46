//! As much XML as the older services' answers need: the text of elements by name, and escaped text.

/// The texts of every element of a name, in order, not unescaped beyond the five entities.
pub(super) fn texts(document: &str, name: &str) -> Vec<String> {
    let open = format!("<{name}>");
    let close = format!("</{name}>");
    let parts = document.split(&*open).skip(1);
    parts
        .filter_map(|rest| rest.split_once(&*close))
        .map(|(text, _)| unescape(text))
        .collect()
}

/// The text of the first element of a name.
pub(super) fn text(document: &str, name: &str) -> Option<String> {
    texts(document, name).into_iter().next()
}

/// Text that stands between tags.
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
