//! CORS with a real browser: what a page's script may read, and what it may not.

use std::process::Command;

use serde_json::{Value, json};

use crate::serve::backend::{Backend, answer};
use crate::serve::program::Served;
use crate::tools::{leave_out, report_skipped};

/// The possible names of the Chromium binary.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

fn browser() -> Option<&'static str> {
    BROWSERS.into_iter().find(|name| {
        let asked = Command::new(name).arg("--version").output();
        asked.is_ok_and(|it| it.status.success())
    })
}

/// A page that fetches several URLs in turn, and shows the results. GATEWAY and FOREIGN are replaced.
const PAGE: &str = r#"<!doctype html><title>cors</title><pre id="out"></pre><script>
const cases = [
  ["get", "GATEWAY/a", {}],
  ["json", "GATEWAY/a", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }],
  ["credentials", "GATEWAY/a", { credentials: "include" }],
  ["put", "GATEWAY/a", { method: "PUT" }],
  ["header", "GATEWAY/a", { headers: { "x-secret": "1" } }],
  ["missing", "GATEWAY/missing", {}],
  ["foreign", "FOREIGN/a", {}],
  ["any", "ANY/a", {}],
  ["any-credentials", "ANY/a", { credentials: "include" }],
];
(async () => {
  const seen = {};
  for (const [name, url, options] of cases) {
    try {
      const response = await fetch(url, options);
      seen[name] = [response.status, response.headers.get("etag")];
    } catch (error) {
      seen[name] = error.name;
    }
  }
  document.getElementById("out").textContent = JSON.stringify(seen);
})();
</script>"#;

#[test]
fn a_browser_reads_what_the_spec_allows() {
    if leave_out("CORS by a browser") {
        return;
    }
    let Some(browser) = browser() else {
        report_skipped("CORS by a browser", "no Chromium on the path");
        return;
    };
    let backend = Backend::answering(|_| {
        answer(
            "200 OK",
            &[
                "etag: \"1\"",
                "access-control-allow-origin: https://wrong.example",
            ],
            "ok",
        )
    });
    // The page's origin is known once it listens, and its text once the gateways do.
    let page = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let shown = std::sync::Arc::clone(&page);
    let site = Backend::answering(move |_| {
        let text = shown.lock().expect("no panic").clone();
        answer("200 OK", &["content-type: text/html"], &text)
    });
    let served = |cors: &str| {
        let spec = format!(
            "gw 1\ngateway shop {{ cors {{ {cors} }} }}\n/a -> {}/a\n",
            backend.url
        );
        Served::start(&spec, &[])
    };
    let own = served(&format!(
        "origins {}; methods GET POST; headers content-type; expose etag; credentials",
        site.url
    ));
    let foreign = served("origins https://other.example; methods GET");
    let any = served("origins *; methods GET");
    let url = |served: &Served| format!("http://{}", served.address);
    let text = PAGE
        .replace("GATEWAY", &url(&own))
        .replace("FOREIGN", &url(&foreign))
        .replace("ANY", &url(&any));
    *page.lock().expect("no panic") = text;
    let profile = crate::tools::Scratch::with_files("browser", []);
    let output = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ])
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("{}/page", site.url))
        .output()
        .expect("a browser");
    let dom = String::from_utf8_lossy(&output.stdout);
    let seen = dom
        .split_once("<pre id=\"out\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"));
    let (seen, _) =
        seen.unwrap_or_else(|| panic!("{dom}\n{}", String::from_utf8_lossy(&output.stderr)));
    let seen: Value = serde_json::from_str(&seen.replace("&quot;", "\""))
        .unwrap_or_else(|fault| panic!("{fault}: {dom}"));
    let wanted = json!({
        "get": [200, "\"1\""],
        "json": [200, "\"1\""],
        "credentials": [200, "\"1\""],
        "put": "TypeError",
        "header": "TypeError",
        "missing": [404, null],
        "foreign": "TypeError",
        "any": [200, null],
        "any-credentials": "TypeError",
    });
    assert_eq!(seen, wanted);
}
