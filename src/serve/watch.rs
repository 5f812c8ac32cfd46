//! Reloads the spec when its files change.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::serve::banner;
use crate::serve::options::Spec;
use crate::serve::state::State;

/// The interval between checks of the files.
const INTERVAL: Duration = Duration::from_millis(300);

/// Identifies the state of a file.
type Stamp = Option<(SystemTime, u64)>;

/// Watches the spec's files until the process ends. A spec with errors is not used.
pub(super) async fn watch(state: Arc<State>, local: SocketAddr) {
    let mut spec = state.gateway().spec.clone();
    let mut seen = stamps(&spec);
    loop {
        tokio::time::sleep(INTERVAL).await;
        let now = stamps(&spec);
        if now == seen {
            continue;
        }
        seen = now;
        let reading = Arc::clone(&state);
        let read = tokio::task::spawn_blocking(move || reading.reader.read()).await;
        let next = match read {
            Ok(Some(next)) => next,
            Ok(None) => {
                state.sink.message(
                    "gwc: the spec has errors; still serving the previous version\n".to_owned(),
                );
                continue;
            }
            // The program's report of the bug is printed already.
            Err(_) => {
                state.sink.message(
                    "gwc: the spec could not be read; still serving the previous version\n"
                        .to_owned(),
                );
                continue;
            }
        };
        let same = texts(&spec) == texts(&next);
        spec = next.clone();
        seen = stamps(&spec);
        if same {
            continue;
        }
        let gateway = state.replace(next);
        let count = gateway.program().routes.len();
        state
            .sink
            .message(format!("gwc: reloaded the spec: {count} routes\n"));
        state.sink.message(match banner::hints(&state, local) {
            Ok(text) => text,
            Err(why) => format!("gwc: {why}\n"),
        });
    }
}

/// Returns the states of the files and their folders. Folders matter because an include pattern may match a new file.
fn stamps(spec: &Spec) -> BTreeMap<PathBuf, Stamp> {
    let folder = |file: &PathBuf| match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    };
    let files = spec.files.iter();
    let places = files.flat_map(|file| [file.clone(), folder(file)]);
    places.map(|place| (place.clone(), stamp(&place))).collect()
}

fn stamp(place: &Path) -> Stamp {
    let known = std::fs::metadata(place).ok()?;
    Some((known.modified().ok()?, known.len()))
}

fn texts(spec: &Spec) -> Vec<(String, Arc<str>)> {
    let files = spec.analysis.sources.iter();
    files
        .map(|(_, file)| (file.name.clone(), Arc::clone(&file.text)))
        .collect()
}
