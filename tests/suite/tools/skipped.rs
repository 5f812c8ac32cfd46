//! Loudly reports a skipped judge: on the real stderr, past the capture of the test harness, and in a file that
//! `.ci/run` prints at its end.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Mutex;

/// The file below `target/` that `.ci/run` prints.
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/skipped-judges.txt");

/// Reports once per run that a judge was skipped, and why.
pub(crate) fn report_skipped(judge: &str, reason: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let line = format!("SKIPPED: {judge}: {reason}");
    if !SAID
        .lock()
        .expect("no panic while it is held")
        .insert(line.clone())
    {
        return;
    }
    // The macro `eprintln` would be captured; the handle is not.
    writeln!(std::io::stderr(), "{line}").expect("standard error");
    let folder = std::path::Path::new(REPORT).parent().expect("target");
    std::fs::create_dir_all(folder).expect("target, which may lie elsewhere");
    let mut report = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(REPORT)
        .unwrap_or_else(|fault| panic!("could not open {REPORT}: {fault}"));
    writeln!(report, "{line}").expect("the report");
}
