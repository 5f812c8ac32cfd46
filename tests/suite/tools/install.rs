//! Brings the judges that package registries have: once, into `.tools`, with the versions that `tests/tools` pins.

use std::fs::{File, create_dir_all, read_to_string, remove_dir_all, write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::scratch::succeed;

const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.tools");
const RECIPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools");

/// The Python that has the packages of `tests/tools/requirements.txt`.
pub(crate) fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let home = installed("python", &["requirements.txt"], |home| {
            succeed(Command::new(system_python()).args(["-m", "venv"]).arg(home));
            succeed(
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
            );
        });
        home.join("bin/python")
    })
}

/// The folder with the packages of `tests/tools/package.json` in `node_modules`, and the boiled-down `provider.json`.
pub(crate) fn node_home() -> &'static Path {
    static HOME: OnceLock<PathBuf> = OnceLock::new();
    HOME.get_or_init(|| {
        installed(
            "node",
            &["package.json", "package-lock.json", "provider.mjs"],
            |home| {
                create_dir_all(home).expect("a folder for the packages");
                for file in ["package.json", "package-lock.json"] {
                    std::fs::copy(recipe(file), home.join(file)).expect("a copy of the recipe");
                }
                succeed(Command::new("npm").current_dir(home).args([
                    "ci",
                    "--ignore-scripts",
                    "--legacy-peer-deps",
                    "--no-audit",
                    "--no-fund",
                    "--loglevel=error",
                ]));
                let modules = home.join("node_modules");
                let boiled = succeed(
                    Command::new("node")
                        .arg(recipe("provider.mjs"))
                        .arg(&modules),
                );
                write(home.join("provider.json"), boiled.stdout).expect("the provider's schema");
                // Half a gigabyte, of which the schema is all that is needed.
                remove_dir_all(modules.join("@cdktn")).expect("the bindings go");
            },
        )
    })
}

/// The folder `editors`, with the packages that its check needs.
pub(crate) fn editors_home() -> PathBuf {
    let editors = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors");
    let lock = locked("editors");
    let wanted = read_to_string(editors.join("package-lock.json")).expect("the editors' lock file");
    let stamp = editors.join("node_modules/.stamp");
    if !read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        // One of its packages is compiled when it is installed.
        succeed(
            Command::new("npm")
                .arg("ci")
                .arg("--prefix")
                .arg(&editors)
                .args(["--no-audit", "--no-fund", "--loglevel=error"]),
        );
        write(&stamp, wanted).expect("the stamp");
    }
    drop(lock);
    editors
}

/// A file of `tests/tools`.
pub(crate) fn recipe(file: &str) -> PathBuf {
    Path::new(RECIPES).join(file)
}

/// The folder of a tool, filled now unless an earlier run filled it.
///
/// Its name holds a digest of the recipes, so that checkouts with different pins can share `.tools`.
fn installed(tool: &str, recipes: &[&str], install: impl FnOnce(&Path)) -> PathBuf {
    let wanted: String = recipes
        .iter()
        .map(|file| read_to_string(recipe(file)).expect("a recipe"))
        .collect();
    let name = format!("{tool}-{}", gwc::graph::id::digest(&[&wanted]));
    let home = Path::new(TOOLS).join(&name);
    let _lock = locked(&name);
    let stamp = Path::new(TOOLS).join(format!("{name}.stamp"));
    if stamp.exists() && home.exists() {
        return home;
    }
    if home.exists() {
        remove_dir_all(&home).expect("a folder that an earlier run left half filled goes");
    }
    install(&home);
    write(&stamp, wanted).expect("the stamp");
    home
}

/// Two runs of the tests in one checkout must not install into one folder; the lock falls with the process.
fn locked(tool: &str) -> File {
    create_dir_all(TOOLS).expect("the folder .tools");
    let path = Path::new(TOOLS).join(format!("{tool}.lock"));
    let lock = File::create(path).expect("the lock's file");
    lock.lock().expect("the lock");
    lock
}

/// A Python that is new enough for the pinned packages.
fn system_python() -> &'static str {
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
    .expect("Python 3.11 or newer on the path: the judges of templates need it")
}
