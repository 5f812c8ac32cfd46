//! Temporary folders below `target/`, and programs that must succeed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that is deleted on drop.
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Creates a folder with the given files.
    pub(crate) fn with_files<'a>(
        name: &str,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder below target/tmp");
        let scratch = Self { path };
        for (file, text) in files {
            scratch.write(file, text);
        }
        scratch
    }

    /// Returns its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file into it and returns its path.
    pub(crate) fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.path.join(file);
        std::fs::write(&path, text)
            .unwrap_or_else(|fault| panic!("could not write {}: {fault}", path.display()));
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Anything left behind is below target/ and harmless.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Runs a program, which must succeed.
pub(crate) fn succeed(command: &mut Command) -> Output {
    attempt(command).unwrap_or_else(|why| panic!("{why}"))
}

/// Runs a program; returns an error if it fails.
pub(super) fn attempt(command: &mut Command) -> Result<Output, String> {
    let output = command
        .output()
        .map_err(|fault| format!("could not run {command:?}: {fault}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!(
        "{command:?} failed ({}):\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}
