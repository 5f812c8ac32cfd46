//! Installs the judges from package registries once, into `.tools`, with the versions pinned in `tests/tools`.

use std::fs::{File, create_dir_all, read_to_string, remove_dir_all, write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::scratch::attempt;
use super::skipped::report_skipped;

const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.tools");
const RECIPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools");

/// Returns true in the fast inner loop, `GWC_JUDGES=off`.
pub(super) fn judges_are_off() -> bool {
    std::env::var("GWC_JUDGES").is_ok_and(|value| value == "off")
}

/// Returns true in the fast inner loop, which leaves out a test that waits for a time to pass, or that runs a program of
/// somebody else; and reports it.
#[cfg(feature = "live")]
pub(crate) fn leave_out(test: &str) -> bool {
    if judges_are_off() {
        report_skipped(test, "GWC_JUDGES=off");
    }
    judges_are_off()
}

/// Returns the distance between two cases of a slow test that run: 1, or 20 in the fast inner loop, `GWC_JUDGES=off`.
pub(crate) fn stride() -> usize {
    match judges_are_off() {
        true => 20,
        false => 1,
    }
}

/// Returns true if the judges are available. Reports it loudly if they are off (`GWC_JUDGES=off`) or cannot be fetched.
pub(crate) fn judges() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| {
        if judges_are_off() {
            report_skipped("judges", "GWC_JUDGES=off");
            return false;
        }
        let ready = try_python().and(try_node_home()).and(try_editors_home());
        if let Err(why) = &ready {
            let last = why.lines().last().unwrap_or_default();
            report_skipped("judges", &format!("they could not be installed: {last}"));
        }
        ready.is_ok()
    })
}

/// Returns true if the judges are available, or if they are off and Python's were installed by an earlier run. For the few
/// tests with such a judge that the fast inner loop runs.
#[cfg(all(feature = "live", unix))]
pub(crate) fn judges_or_installed() -> bool {
    let is_installed = judges_are_off() && Home::of("python", &["requirements.txt"]).is_complete();
    is_installed || judges()
}

/// Returns the Python with the packages of `tests/tools/requirements.txt`.
pub(crate) fn python() -> &'static Path {
    let home = try_python();
    home.unwrap_or_else(|why| panic!("{why}"))
}

/// Returns the folder with the packages of `tests/tools/package.json` in `node_modules`, and the reduced
/// `provider.json`.
pub(crate) fn node_home() -> &'static Path {
    let home = try_node_home();
    home.unwrap_or_else(|why| panic!("{why}"))
}

/// Returns the folder `editors`, with the packages that its check needs.
pub(crate) fn editors_home() -> PathBuf {
    try_editors_home().unwrap_or_else(|why| panic!("{why}"))
}

fn try_python() -> Result<&'static Path, String> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let python = PYTHON.get_or_init(|| {
        let home = install("python", &["requirements.txt"], |home| {
            attempt(
                Command::new(system_python()?)
                    .args(["-m", "venv"])
                    .arg(home),
            )?;
            attempt(
                Command::new(home.join("bin/python"))
                    .args([
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--no-deps",
                        "--disable-pip-version-check",
                        "-r",
                    ])
                    .arg(recipe("requirements.txt")),
            )?;
            Ok(())
        })?;
        Ok(home.join("bin/python"))
    });
    python.as_deref().map_err(Clone::clone)
}

fn try_node_home() -> Result<&'static Path, String> {
    static HOME: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let home = HOME.get_or_init(|| {
        let recipes = ["package.json", "package-lock.json", "provider.mjs"];
        install("node", &recipes, |home| {
            create_dir_all(home).expect("a folder for the packages");
            for file in ["package.json", "package-lock.json"] {
                std::fs::copy(recipe(file), home.join(file)).expect("a copy of the recipe");
            }
            attempt(Command::new("npm").current_dir(home).args([
                "ci",
                "--ignore-scripts",
                "--legacy-peer-deps",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ]))?;
            let modules = home.join("node_modules");
            let boiled = attempt(
                Command::new("node")
                    .arg(recipe("provider.mjs"))
                    .arg(&modules),
            )?;
            write(home.join("provider.json"), boiled.stdout).expect("the provider's schema");
            // Half a gigabyte, of which only the schema is needed.
            remove_dir_all(modules.join("@cdktn")).expect("the bindings go");
            Ok(())
        })
    });
    home.as_deref().map_err(Clone::clone)
}

/// Returns a Helix, or reports loudly why there is none.
pub(crate) fn helix() -> Option<PathBuf> {
    Some(unpack_from_debian("helix", "helix.sh")?.join("hx"))
}

/// Returns an Emacs with tree-sitter, or reports loudly why there is none.
pub(crate) fn emacs() -> Option<PathBuf> {
    Some(unpack_from_debian("emacs", "emacs.sh")?.join("emacs"))
}

fn unpack_from_debian(tool: &str, script: &str) -> Option<PathBuf> {
    let home = install(tool, &["debian.sh", script], |home| {
        attempt(Command::new("sh").arg(recipe(script)).arg(home))?;
        Ok(())
    });
    if let Err(why) = &home {
        let last = why.lines().last().unwrap_or_default();
        report_skipped(tool, &format!("it could not be fetched: {last}"));
    }
    home.ok()
}

/// Returns the packages of `tests/tools/documents`: public documents that describe gateways.
pub(crate) fn documents_home() -> Result<&'static Path, String> {
    static HOME: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let home = HOME.get_or_init(|| {
        let recipes = ["documents/package.json", "documents/package-lock.json"];
        install("documents", &recipes, |home| {
            create_dir_all(home).expect("a folder for the packages");
            for file in ["package.json", "package-lock.json"] {
                let from = recipe("documents").join(file);
                std::fs::copy(from, home.join(file)).expect("a copy of the recipe");
            }
            attempt(Command::new("npm").current_dir(home).args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ]))?;
            Ok(())
        })
    });
    home.as_deref().map_err(Clone::clone)
}

fn try_editors_home() -> Result<PathBuf, String> {
    let editors = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors");
    let lock = lock("editors");
    let wanted = read_to_string(editors.join("package-lock.json")).expect("the editors' lock file");
    let stamp = editors.join("node_modules/.stamp");
    if !read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        // One of its packages is compiled when it is installed.
        attempt(
            Command::new("npm")
                .arg("ci")
                .arg("--prefix")
                .arg(&editors)
                .args(["--no-audit", "--no-fund", "--loglevel=error"]),
        )?;
        write(&stamp, wanted).expect("the stamp");
    }
    drop(lock);
    Ok(editors)
}

/// Returns the path of a file in `tests/tools`.
pub(crate) fn recipe(file: &str) -> PathBuf {
    Path::new(RECIPES).join(file)
}

/// The folder of a tool, and the stamp that it is complete.
struct Home {
    name: String,
    path: PathBuf,
    stamp: PathBuf,
    recipes: String,
}

impl Home {
    /// The folder's name contains a digest of the recipes, so that checkouts with different pins can share `.tools`.
    fn of(tool: &str, recipes: &[&str]) -> Self {
        let recipes: String = recipes
            .iter()
            .map(|file| read_to_string(recipe(file)).expect("a recipe"))
            .collect();
        let name = format!("{tool}-{}", gwc::graph::id::digest(&[&recipes]));
        Self {
            path: Path::new(TOOLS).join(&name),
            stamp: Path::new(TOOLS).join(format!("{name}.stamp")),
            name,
            recipes,
        }
    }

    fn is_complete(&self) -> bool {
        self.stamp.exists() && self.path.exists()
    }
}

/// Returns the folder of a tool, and installs the tool unless an earlier run did.
fn install(
    tool: &str,
    recipes: &[&str],
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let home = Home::of(tool, recipes);
    let _lock = lock(&home.name);
    if home.is_complete() {
        return Ok(home.path);
    }
    if home.path.exists() {
        remove_dir_all(&home.path).expect("a folder that an earlier run left half filled goes");
    }
    install(&home.path)?;
    write(&home.stamp, &home.recipes).expect("the stamp");
    Ok(home.path)
}

/// Locks a tool's folder, because concurrent test runs must not install into it. The lock is released with the process.
fn lock(tool: &str) -> File {
    create_dir_all(TOOLS).expect("the folder .tools");
    let path = Path::new(TOOLS).join(format!("{tool}.lock"));
    let lock = File::create(path).expect("the lock's file");
    lock.lock().expect("the lock");
    lock
}

/// Finds a Python that is new enough for the pinned packages.
fn system_python() -> Result<&'static str, String> {
    let new_enough = "import sys; sys.exit(sys.version_info < (3, 11))";
    [
        "python3",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
    ]
    .into_iter()
    .find(|name| {
        Command::new(name)
            .args(["-c", new_enough])
            .output()
            .is_ok_and(|output| output.status.success())
    })
    .ok_or("Python 3.11 or newer is not on the path".to_owned())
}
