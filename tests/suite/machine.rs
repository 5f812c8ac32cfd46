//! Failures of the machine, with the real program: a disk that is full, a closed or read-only file, and a killed run.
//! Afterwards there is either the old file or the complete new one, according to the exit code.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::tools::{Scratch, report_skipped, succeed};

/// Has a note, so that every format of the findings prints something.
const SPEC: &str = "/api/<rest+> -> lambda orders\n";
const OLD: &str = "what was there before\n";
const GWC: &str = env!("CARGO_BIN_EXE_gwc");
/// The number of the signal for a file larger than the process may write.
const SIGXFSZ: i32 = 25;

/// Creates a folder with `spec.gw`, and `out.yaml` from an earlier run.
fn folder(name: &str) -> Scratch {
    Scratch::with_files(name, [("spec.gw", SPEC), ("out.yaml", OLD)])
}

fn run(folder: &Scratch, args: &[&str]) -> Output {
    let mut command = Command::new(GWC);
    let output = command.args(args).current_dir(folder.path()).output();
    output.expect("gwc runs")
}

/// Runs a shell command in a folder, with the program in `$GWC`.
fn shell(folder: &Scratch, line: &str) -> Output {
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .env("GWC", GWC)
        .current_dir(folder.path());
    command.output().expect("a shell")
}

#[track_caller]
fn assert_refused(output: &Output, reason: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(reason), "`{reason}` is not said:\n{said}");
}

/// Returns the names in a folder, sorted, including anything that a run left behind.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[track_caller]
fn assert_as_before(folder: &Scratch) {
    let text = fs::read_to_string(folder.path().join("out.yaml"));
    assert_eq!(text.expect("the old file"), OLD);
    assert_eq!(names(folder.path()), ["out.yaml", "spec.gw"]);
}

/// Returns the output of a successful run.
fn expected_output(folder: &Scratch) -> String {
    let output = succeed(
        Command::new(GWC)
            .args(["build", "spec.gw"])
            .current_dir(folder.path()),
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_full_standard_output_is_a_failure_of_every_command() {
    let folder = folder("full-stdout");
    for command in [
        "build spec.gw",
        "build spec.gw --target terraform",
        "build spec.gw --target plan",
        "check spec.gw --format json",
        "check spec.gw --format sarif",
        "routes spec.gw",
        "trace spec.gw GET /api/x",
        "explain",
        "explain GW0201",
        "init -y -",
        "completions bash",
        "man",
    ] {
        let output = shell(&folder, &format!("\"$GWC\" {command} > /dev/full"));
        assert_refused(&output, "no space left on device");
    }
    assert_as_before(&folder);
}

#[test]
fn a_closed_pipe_ends_a_run_without_a_panic() {
    let folder = folder("closed-pipe");
    for command in ["build spec.gw", "routes spec.gw", "man"] {
        // The reader is gone before the writer starts, so that no run is too fast to notice.
        let reader = Command::new("true").stdin(Stdio::piped()).spawn();
        let mut reader = reader.expect("a program that reads nothing");
        let pipe = reader.stdin.take().expect("its end of the pipe");
        reader.wait().expect("it ends");
        let mut child = Command::new(GWC);
        child.args(command.split(' ')).current_dir(folder.path());
        let child = child.stdout(pipe).stderr(Stdio::piped()).spawn();
        let output = child.expect("gwc runs").wait_with_output();
        assert_refused(&output.expect("gwc ends"), "broken pipe");
    }
}

#[test]
fn a_closed_standard_error_changes_no_exit_code() {
    let folder = folder("closed-stderr");
    let fine = shell(&folder, "\"$GWC\" build spec.gw 2> /dev/full");
    assert_eq!(fine.status.code(), Some(0));
    folder.write("spec.gw", "/api/<rest+> ->\n");
    let faulty = shell(&folder, "\"$GWC\" build spec.gw 2> /dev/full");
    assert_eq!(faulty.status.code(), Some(1));
}

#[test]
fn a_device_is_written_in_place() {
    let folder = folder("device");
    let full = run(&folder, &["build", "spec.gw", "-o", "/dev/full"]);
    assert_refused(&full, "cannot write `/dev/full`");
    let null = run(&folder, &["build", "spec.gw", "-o", "/dev/null"]);
    assert_eq!(null.status.code(), Some(0));
    assert!(!fs::metadata("/dev/null").expect("a device").is_file());
}

#[test]
fn a_run_killed_while_writing_keeps_the_old_file() {
    let folder = folder("killed");
    // One block of 512 bytes is smaller than any output, so the kernel kills the run in the middle of its file.
    let killed = shell(
        &folder,
        "ulimit -c 0; ulimit -f 1; exec \"$GWC\" build spec.gw -o out.yaml",
    );
    assert_eq!(killed.status.signal(), Some(SIGXFSZ), "{killed:?}");
    let text = fs::read_to_string(folder.path().join("out.yaml"));
    assert_eq!(text.expect("the old file"), OLD);
    let again = run(&folder, &["build", "spec.gw", "-o", "out.yaml"]);
    assert_eq!(again.status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("out.yaml"));
    assert_eq!(text.expect("the new file"), expected_output(&folder));
}

#[test]
fn a_killed_fmt_keeps_the_old_spec() {
    let untidy = "/api/<rest+>    ->   lambda    orders\n".repeat(100);
    let folder = Scratch::with_files("killed-fmt", [("a.gw", untidy.as_str()), ("b.gw", &untidy)]);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a spec");
    let killed = shell(&folder, "ulimit -c 0; ulimit -f 1; exec \"$GWC\" fmt");
    assert_eq!(killed.status.signal(), Some(SIGXFSZ), "{killed:?}");
    assert_eq!(text("a.gw"), untidy);
    let failed = shell(&folder, "trap '' XFSZ; ulimit -f 1; exec \"$GWC\" fmt");
    assert_refused(&failed, "file too large");
    assert_eq!(text("a.gw"), untidy);
    // A spec that cannot be written does not prevent others from being formatted.
    fs::set_permissions(
        folder.path().join("a.gw"),
        fs::Permissions::from_mode(0o444),
    )
    .expect("permissions");
    assert_refused(&run(&folder, &["fmt"]), "cannot write `a.gw`");
    assert_eq!(text("a.gw"), untidy);
    let tidy = "/api/<rest+> -> lambda orders\n".repeat(100);
    assert_eq!(text("b.gw"), tidy);
}

#[test]
fn a_failed_write_keeps_the_old_file_and_leaves_nothing_behind() {
    let folder = folder("unfinished");
    // The same limit with the signal ignored: the write fails half-way.
    let failed = shell(
        &folder,
        "trap '' XFSZ; ulimit -f 1; exec \"$GWC\" build spec.gw -o out.yaml",
    );
    assert_refused(&failed, "cannot write `out.yaml`: file too large");
    assert_as_before(&folder);
    let module =
        "trap '' XFSZ; ulimit -f 1; exec \"$GWC\" build spec.gw --target terraform -o out/";
    assert_refused(&shell(&folder, module), "file too large");
    assert_eq!(names(&folder.path().join("out")), Vec::<String>::new());
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = folder("full-disk");
    fs::create_dir(folder.path().join("disk")).expect("a folder");
    // A disk of one page, visible only to this process.
    let line = "mount -t tmpfs -o size=4k none disk 2> /dev/null || exit 77
        echo before > disk/out.yaml
        \"$GWC\" build spec.gw -o disk/out.yaml; echo \"exit $?\"
        cat disk/out.yaml; ls -A disk";
    let namespace = ["--map-root-user", "--mount", "sh", "-c", line];
    let output = Command::new("unshare")
        .args(namespace)
        .env("GWC", GWC)
        .current_dir(folder.path())
        .output();
    match output {
        Ok(output) if output.status.success() => {
            let told = String::from_utf8_lossy(&output.stdout);
            assert_eq!(told, "exit 2\nbefore\nout.yaml\n", "{output:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("no space left on device"), "{said}");
        }
        Ok(_) | Err(_) => report_skipped("a full disk", "no `unshare` that may mount a tmpfs"),
    }
}

#[test]
fn a_read_only_folder_is_unchanged() {
    let folder = folder("read-only");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("permissions");
    let mut command = Command::new(GWC);
    command
        .args(["build", "spec.gw", "-o", "out.yaml"])
        .current_dir(folder.path());
    if fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        // Permissions do not apply to the superuser.
        command.uid(65534).gid(65534);
    }
    let output = command.output();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    match output {
        Ok(output) => assert_refused(&output, "cannot write `out.yaml`: permission denied"),
        Err(fault) => report_skipped(
            "a read-only folder",
            &format!("another user cannot run gwc: {fault}"),
        ),
    }
    assert_as_before(&folder);
}

#[test]
fn a_read_only_file_is_kept() {
    let folder = folder("read-only-file");
    let place = folder.path().join("out.yaml");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o444)).expect("permissions");
    let output = run(&folder, &["build", "spec.gw", "-o", "out.yaml"]);
    assert_refused(&output, "cannot write `out.yaml`: it is read-only");
    assert_as_before(&folder);
}

#[test]
fn a_new_file_has_the_permissions_of_the_old_one() {
    let folder = folder("permissions");
    let place = folder.path().join("out.yaml");
    fs::set_permissions(&place, fs::Permissions::from_mode(0o600)).expect("permissions");
    let output = run(&folder, &["build", "spec.gw", "-o", "out.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    let mode = fs::metadata(&place).expect("the new file").mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_folder_is_neither_a_spec_nor_an_output_file() {
    let folder = folder("folders");
    let spec = run(&folder, &["build", "."]);
    assert_refused(&spec, "it is a folder");
    // If one of several files cannot be written, none is.
    fs::create_dir_all(folder.path().join("module/main.tf")).expect("a folder");
    let module = ["build", "spec.gw", "--target", "terraform", "-o", "module"];
    assert_refused(&run(&folder, &module), "it is a folder");
    assert_eq!(names(&folder.path().join("module")), ["main.tf"]);
    let below = run(&folder, &["build", "spec.gw", "-o", "out.yaml/x.yaml"]);
    assert_refused(&below, "cannot write `out.yaml/x.yaml`");
    let nowhere = run(&folder, &["build", "spec.gw", "-o", "nowhere/x.yaml"]);
    assert_refused(&nowhere, "cannot write `nowhere/x.yaml`");
}

#[test]
fn invalid_utf8_is_refused_with_its_place() {
    let folder = folder("no-utf8");
    fs::write(folder.path().join("bad.gw"), b"gw 1\n# caf\xe9\n").expect("a file");
    for command in ["build", "check", "routes"] {
        assert_refused(&run(&folder, &[command, "bad.gw"]), "byte 10, on line 2");
    }
    folder.write("root.gw", "include \"bad.gw\"\n");
    let included = run(&folder, &["check", "root.gw"]);
    assert_eq!(included.status.code(), Some(1), "{included:?}");
}

#[test]
fn an_output_that_is_a_link_stays_a_link() {
    let folder = folder("links");
    let at = |name: &str| folder.path().join(name);
    symlink("out.yaml", at("link.yaml")).expect("a link");
    symlink("new.yaml", at("dangling.yaml")).expect("a link");
    symlink("circle.yaml", at("circle.yaml")).expect("a link");
    let is_link = |name: &str| fs::symlink_metadata(at(name)).is_ok_and(|known| known.is_symlink());
    for (link, place) in [("link.yaml", "out.yaml"), ("dangling.yaml", "new.yaml")] {
        let output = run(&folder, &["build", "spec.gw", "-o", link]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(is_link(link));
        let text = fs::read_to_string(at(place));
        assert_eq!(text.expect("the new file"), expected_output(&folder));
    }
    let circle = run(&folder, &["build", "spec.gw", "-o", "circle.yaml"]);
    assert_refused(&circle, "too many levels of symbolic links");
    assert!(is_link("circle.yaml"));
}

#[test]
fn a_link_at_the_staging_path_is_not_followed() {
    let folder = folder("staged");
    let secret = folder.write("secret", OLD);
    // Anybody who can write to the folder could guess the name of the staged file, and create a link with that name.
    let line = "ln -s secret .out.yaml.gwc-$$-0.tmp; exec \"$GWC\" build spec.gw -o out.yaml";
    let output = shell(&folder, line);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(secret).expect("a file"), OLD);
    let text = fs::read_to_string(folder.path().join("out.yaml"));
    assert_eq!(text.expect("the new file"), expected_output(&folder));
}

#[test]
fn circular_links_end_as_findings() {
    let folder = folder("circles");
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    symlink("circle.gw", at("circle.gw")).expect("a link");
    symlink(".", at("again")).expect("a link");
    folder.write("root.gw", "include \"circle.gw\"\n");
    let root = run(&folder, &["check", "root.gw", "--format", "short"]);
    assert_eq!(root.status.code(), Some(1), "{root:?}");
    let asked = run(&folder, &["check", "circle.gw"]);
    assert_refused(&asked, "too many levels of symbolic links");
    // One file under ever longer paths is the same file, which includes itself.
    folder.write("round.gw", "include \"again/again/round.gw\"\n");
    let round = run(&folder, &["check", "round.gw", "--format", "short"]);
    assert_eq!(round.status.code(), Some(1), "{round:?}");
    let told = String::from_utf8_lossy(&round.stdout);
    assert!(told.contains("GW0181"), "{told}");
    // A search for specs ends even if a folder contains itself.
    fs::remove_file(at("circle.gw")).expect("a link");
    fs::remove_file(at("round.gw")).expect("a file");
    fs::remove_file(at("root.gw")).expect("a file");
    assert_eq!(run(&folder, &["check"]).status.code(), Some(0));
}
