//! Untrusted text and files, with the real program: a spec, a name or a request cannot control the terminal or the CI
//! system, and cannot make gwc read, write or run anything that was not named.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::tools::{Scratch, report_skipped, stride, succeed};

const GWC: &str = env!("CARGO_BIN_EXE_gwc");

/// Hostile text for a spec; the language has escapes for characters that are not allowed in it.
const HOSTILE: [(&str, &str); 7] = [
    ("escape", "\\u{1b}[2Jx"),
    ("c1", "\\u{9b}2Jx"),
    ("bidi", "\\u{202e}x"),
    ("arabic-mark", "\\u{61c}x"),
    ("command", "x\\n::error::x"),
    ("carriage-return", "x\\r::error::x"),
    ("backticks", "``` `` [x](https://x.example)"),
];

fn gwc(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(GWC);
    command.args(args).current_dir(folder).env("COLUMNS", "80");
    command.output().expect("gwc runs")
}

/// Returns all command lines for a hostile text; in the fast inner loop some, others for each text.
fn sample<'f, F>(forms: &'f [F], text: &str) -> impl Iterator<Item = &'f F> {
    forms.iter().skip(text.len() % stride()).step_by(stride())
}

/// Asserts that no output controls a terminal, and that no line is a command of a CI system, unless that is the format.
#[track_caller]
fn assert_harmless(what: &str, output: &Output, commands_allowed: bool) {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        for letter in text.chars() {
            let plain = matches!(letter, '\n' | '\t') || !letter.is_control();
            let turning =
                matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
            assert!(plain && !turning, "{what}: {letter:?} in\n{text}");
        }
        let mut lines = text.lines().map(str::trim_start);
        let command = lines.find(|line| line.starts_with("::"));
        assert!(command.is_none() || commands_allowed, "{what}: {command:?}");
    }
    assert!(
        matches!(output.status.code(), Some(0..=2 | 4)),
        "{what}: {output:?}"
    );
}

fn spec(hostile: &str, backend: &str) -> String {
    format!(
        "gateway shop {{\n  description \"{hostile}\"\n  tags {{ owner \"{hostile}\" }}\n  stage-variables {{ stage \"a\" }}\n}}\n\
         POST /jobs -> sqs jobs send {{ body \"{hostile}\" }}\n\
         /api/<rest*> -> lambda {backend}\n\
         GET /h -> https://h.example/x {{\n  request set header x-a \"{hostile}\"\n  response 200 set header x-b \"{hostile}\"\n}}\n"
    )
}

#[test]
fn no_command_prints_terminal_control_characters() {
    for (name, hostile) in HOSTILE {
        let old = spec(hostile, "orders");
        let new = spec(&format!("{hostile}2"), "others");
        let raw = unescape(hostile);
        let log = format!(
            "{{\"status\":\"404\",\"path\":\"/{raw}\",\"error\":\"{raw}\"}}\nHTTP/1.1 404 Not Found\nserver: {raw}\n\n{raw}\n"
        );
        let folder = Scratch::with_files(
            name,
            [
                ("a.gw", old.as_str()),
                ("b.gw", new.as_str()),
                ("log.txt", log.as_str()),
            ],
        );
        let forms: &[&[&str]] = &[
            &["check", "a.gw"],
            &["check", "a.gw", "--format", "short"],
            &["check", "a.gw", "--format", "github"],
            &["routes", "a.gw"],
            &["trace", "a.gw", "GET", "/h"],
            &["trace", "a.gw", "POST", "/jobs"],
            &["diff", "a.gw", "b.gw"],
            &["diff", "a.gw", "b.gw", "--format", "markdown"],
            &["build", "a.gw", "--target", "plan", "--format", "text"],
            &["build", "a.gw", "--target", "ir", "--format", "text"],
            &["fmt", "a.gw", "--diff"],
            &["routes", "a.gw", "--format", "json"],
            &["trace", "a.gw", "GET", "/h", "--format", "json"],
            &["check", "a.gw", "--format", "json"],
            &["check", "a.gw", "--format", "sarif"],
            &["diff", "a.gw", "b.gw", "--format", "json"],
            &["diff", "a.gw", "b.gw", "--target", "terraform"],
            &["doctor", "a.gw", "log.txt"],
            &["doctor", "a.gw", "log.txt", "--format", "json"],
        ];
        for form in sample(forms, name) {
            let output = gwc(folder.path(), form);
            assert_harmless(
                &format!("{name}: {form:?}"),
                &output,
                form.contains(&"github"),
            );
        }
    }
}

/// Returns the text that an escaped one represents.
fn unescape(hostile: &str) -> String {
    let mut raw = hostile.replace("\\n", "\n").replace("\\r", "\r");
    for code in ["1b", "9b", "202e", "61c"] {
        let number = u32::from_str_radix(code, 16).expect("a number");
        let letter = char::from_u32(number).expect("a letter");
        raw = raw.replace(&format!("\\u{{{code}}}"), &letter.to_string());
    }
    raw
}

#[test]
fn no_argument_is_repeated_as_it_is() {
    let folder = Scratch::with_files("arguments", [("a.gw", "/a -> lambda f\n")]);
    for (name, hostile) in HOSTILE {
        let raw = unescape(hostile);
        let raw = raw.as_str();
        let set = format!("{raw}={raw}");
        let output = format!("{raw}/out.yaml");
        let forms: &[&[&str]] = &[
            &[raw],
            &["--color", raw, "man"],
            &["build", "a.gw", "--target", raw],
            &["build", "a.gw", "--format", raw],
            &["build", "a.gw", "--env", raw],
            &["build", "a.gw", "--set", raw],
            &["build", "a.gw", "--set", &set],
            &["build", "a.gw", "-o", &output],
            &["build", raw],
            &["build", "a.gw", raw],
            &["check", raw],
            &["check", "--deny", raw],
            &["completions", raw],
            &["diff", "a.gw", raw],
            &["diff", "a.gw", "--env", raw],
            &["doctor", raw],
            &["doctor", "a.gw", "a.gw", raw],
            &["explain", raw],
            &["fmt", raw],
            &["init", "-", "--yes", "--name", raw],
            &["init", "-", "--yes", "--backend", raw],
            &["init", "-", "--yes", "--from", raw],
            &["routes", "a.gw", "--env", raw],
            &["trace", "a.gw", raw, "/a"],
            &["trace", "a.gw", "GET", raw],
            &["trace", "a.gw", "GET", "/a", "-H", raw],
        ];
        for form in sample(forms, name) {
            let output = gwc(folder.path(), form);
            assert_harmless(&format!("{name}: {form:?}"), &output, false);
        }
    }
}

/// Nothing listens at the address that replaces AWS.
#[cfg(feature = "live")]
#[test]
fn no_argument_of_a_command_that_opens_connections_is_repeated_as_it_is() {
    let spec = "gateway shop { region eu-west-1 }\nauth users jwt { issuer https://i.example; audience a }\n\
         /a -> lambda f\n/b -> https://b.example auth users\n";
    let folder = Scratch::with_files("live", [("a.gw", spec)]);
    let nowhere = "http://127.0.0.1:9";
    for (name, hostile) in HOSTILE {
        let raw = unescape(hostile);
        let raw = raw.as_str();
        let of = |key: &str| format!("{key}={raw}");
        let (function, keys, given) = (of("f"), of("users"), format!("{raw}={raw}"));
        let mut forms: Vec<Vec<&str>> = vec![
            vec!["serve", raw],
            vec!["serve", "a.gw", "--listen", raw],
            vec!["serve", "a.gw", "--to", raw],
            vec!["serve", "a.gw", "--to", &given],
            vec!["serve", "a.gw", "--to", &function],
            vec!["serve", "a.gw", "--jwks", &keys],
            vec!["serve", "a.gw", "--jwks", &given],
            vec!["serve", "a.gw", "--break", raw],
            vec!["serve", "a.gw", "--aws-endpoint", raw],
            vec!["serve", "a.gw", "--env", raw],
            vec!["serve", "a.gw", "--set", &given],
            vec!["apply", "a.gw", "--endpoint-url", nowhere, "--adopt", raw],
            vec![
                "apply",
                "a.gw",
                "--endpoint-url",
                nowhere,
                "--adopt",
                &given,
            ],
        ];
        for command in ["apply", "destroy", "drift"] {
            forms.push(vec![command, raw]);
            forms.push(vec![command, "a.gw", "--env", raw]);
            forms.push(vec![command, "a.gw", "--set", &given]);
            forms.push(vec![command, "a.gw", "--endpoint-url", raw]);
            forms.push(vec![
                command,
                "a.gw",
                "--endpoint-url",
                nowhere,
                "--region",
                raw,
            ]);
            forms.push(vec![
                command,
                "a.gw",
                "--endpoint-url",
                nowhere,
                "--state",
                raw,
            ]);
        }
        for form in sample(&forms, name) {
            let mut command = Command::new(GWC);
            command.args(form).current_dir(folder.path());
            command.envs([
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
            ]);
            command
                .stdin(std::process::Stdio::null())
                .env("COLUMNS", "80");
            let output = command.output().expect("gwc runs");
            assert_harmless(&format!("{name}: {form:?}"), &output, false);
        }
    }
}

#[test]
fn untrusted_text_is_shown_escaped() {
    for raw in [
        "\u{1b}[2J",
        "\u{9b}2J",
        "\u{202e}",
        "\u{61c}",
        "\r::error::x",
        "\u{2028}",
    ] {
        let broken = format!("# {raw}\n/a/{raw} -> lambda {raw}\ngateway \"{raw}\"\n");
        let fine = "/api/<rest*> -> lambda orders\n";
        let folder = Scratch::with_files("raw", [("broken.gw", broken.as_str()), ("a.gw", fine)]);
        for format in ["human", "short", "github"] {
            let output = gwc(folder.path(), &["check", "broken.gw", "--format", format]);
            assert_harmless(&format!("{raw:?} {format}"), &output, format == "github");
        }
        let path = format!("/api/{raw}");
        assert_harmless(
            "trace",
            &gwc(folder.path(), &["trace", "a.gw", "GET", &path]),
            false,
        );
        let missing = format!("{raw}.gw");
        let revision = format!("{raw}:a.gw");
        let forms = [
            &["check", missing.as_str()][..],
            &["fmt", missing.as_str()],
            &["build", missing.as_str()],
            &["diff", revision.as_str(), "a.gw"],
            &["diff", missing.as_str(), "a.gw"],
        ];
        for args in sample(&forms, raw) {
            assert_harmless(&format!("{args:?}"), &gwc(folder.path(), args), false);
        }
    }
}

#[test]
fn a_file_name_is_not_a_ci_command() {
    let folder = Scratch::with_files("names", []);
    for name in ["::error::x.gw", "\u{1b}[2J.gw", "\u{202e}.gw"] {
        fs::write(folder.path().join(name), "/a   ->   lamda f\n").expect("a file");
    }
    for args in [
        &["fmt", "--check"][..],
        &["fmt", "--diff"],
        &["check"],
        &["check", "--format", "short"],
    ] {
        assert_harmless(&format!("{args:?}"), &gwc(folder.path(), args), false);
    }
}

#[test]
fn percent_encoded_text_of_a_request_stays_on_its_line() {
    let folder = Scratch::with_files("encoded", [("a.gw", "/api/<rest*> -> lambda orders\n")]);
    let output = gwc(
        folder.path(),
        &[
            "trace",
            "a.gw",
            "GET",
            "/api/%0a::error::x%1b%5b2J%e2%80%ae",
        ],
    );
    assert_harmless("trace", &output, false);
}

#[test]
fn no_format_shows_secrets() {
    let text = "param tok : secret = hunter2\nparam other : secret\nenv prod { other hunter2 }\n\
         ecs svc private {\n  image \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:1\"\n\
         secret { A hunter2; B $tok; C $other }\n}\n/a/<p*> -> svc nonsense\n";
    let folder = Scratch::with_files("secrets", [("a.gw", text)]);
    let mut forms: Vec<Vec<&str>> = Vec::new();
    for format in ["human", "short", "json", "sarif", "github"] {
        forms.push(vec!["check", "a.gw", "--format", format]);
    }
    for command in ["build", "routes"] {
        forms.push(vec![command, "a.gw"]);
        forms.push(vec![command, "a.gw", "--env", "prod"]);
        forms.push(vec![command, "a.gw", "--set", "tok=hunter2"]);
        forms.push(vec![command, "a.gw", "--set", "hunter2"]);
    }
    for form in forms {
        let output = gwc(folder.path(), &form);
        let told =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("hunter2"), "{form:?}:\n{told}");
    }
}

/// Creates a repository with a spec that tries to read files of a folder outside it.
fn repository(name: &str) -> Scratch {
    let folder = Scratch::with_files(name, []);
    let inside = folder.path().join("repo/routes");
    fs::create_dir_all(&inside).expect("a folder");
    fs::create_dir_all(folder.path().join("repo/.git")).expect("a folder");
    let spec = "include \"../../outside.gw\"\ninclude \"link.gw\"\ninclude \"../api.txt\"\ninclude \"more/*.gw\"\n/a -> lambda f\n";
    fs::write(inside.join("x.gw"), spec).expect("a file");
    fs::write(
        folder.path().join("repo/api.gw"),
        "include \"routes/x.gw\"\n",
    )
    .expect("a file");
    fs::write(folder.path().join("repo/api.txt"), "stolen\n").expect("a file");
    fs::write(folder.path().join("outside.gw"), "stolen\n").expect("a file");
    std::os::unix::fs::symlink("../../outside.gw", inside.join("link.gw")).expect("a link");
    folder
}

#[test]
fn an_include_reads_specs_of_its_repository_only() {
    let folder = repository("includes");
    let repo = folder.path().join("repo");
    succeed(Command::new("mkfifo").arg(repo.join("routes/pipe.gw")));
    let piped = "include \"pipe.gw\"\n/b -> lambda g\n";
    fs::write(repo.join("routes/y.gw"), piped).expect("a file");
    for args in [
        &["check"][..],
        &["check", "routes/x.gw"],
        &["check", "routes/y.gw"],
    ] {
        let output = gwc(&repo, args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.contains("GW0180") && !told.contains("stolen"),
            "{told}"
        );
    }
}

#[test]
fn check_opens_what_security_md_says_and_connects_to_nothing() {
    let folder = repository("strace");
    let log = folder.path().join("log");
    let traced = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=open,openat,openat2,execve,socket,connect",
            "-o",
        ])
        .arg(&log)
        .args([GWC, "check", "routes/x.gw"])
        .current_dir(folder.path().join("repo"))
        .output();
    if !traced.is_ok_and(|output| output.status.code() == Some(1)) {
        report_skipped("system calls", "no `strace` that may trace");
        return;
    }
    let calls = fs::read_to_string(&log).expect("the log");
    assert!(calls.contains("routes/x.gw"), "{calls}");
    for call in calls.lines() {
        assert!(
            !call.contains("socket(") && !call.contains("connect("),
            "{call}"
        );
        assert!(
            !call.contains("outside.gw") && !call.contains("api.txt"),
            "{call}"
        );
        let runs =
            call.contains("execve(") && !call.contains("bin/gwc") && !call.contains("debug/gwc");
        assert!(!runs, "{call}");
        let writes = call.contains("O_WRONLY") || call.contains("O_CREAT");
        assert!(!writes, "{call}");
    }
}

#[test]
fn a_fix_goes_to_the_file_that_was_read() {
    let folder = Scratch::with_files("fix", []);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("repo/.git")).expect("a folder");
    fs::create_dir_all(at("repo/far/deep")).expect("a folder");
    std::os::unix::fs::symlink("far/deep", at("repo/link")).expect("a link");
    let broken = "get /a -> lambda f\n";
    fs::write(at("repo/x.gw"), broken).expect("a file");
    fs::write(at("repo/far/x.gw"), broken).expect("a file");
    fs::write(at("repo/root.gw"), "include \"link/../x.gw\"\n").expect("a file");
    let output = gwc(&at("repo"), &["check", "--fix", "root.gw"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = |name: &str| fs::read_to_string(at(name)).expect("a file");
    assert_eq!(text("repo/far/x.gw"), "GET /a -> lambda f\n");
    assert_eq!(text("repo/x.gw"), broken);
}

#[test]
fn an_output_is_never_a_file_of_the_spec() {
    let folder = Scratch::with_files(
        "inputs",
        [("a.gw", "include \"b.gw\"\n"), ("b.gw", "/a -> lambda f\n")],
    );
    fs::hard_link(folder.path().join("b.gw"), folder.path().join("c.yaml")).expect("a link");
    for place in ["a.gw", "./b.gw", "c.yaml"] {
        let output = gwc(folder.path(), &["build", "a.gw", "-o", place]);
        assert_eq!(output.status.code(), Some(2), "{place}: {output:?}");
    }
    let dash = gwc(folder.path(), &["build", "a.gw", "-o", "-"]);
    assert!(!dash.stdout.is_empty() && !folder.path().join("-").exists());
    let piped = gwc(folder.path(), &["build", "a.gw", "-o", "/dev/stdout"]);
    assert_eq!(piped.stdout, dash.stdout);
}

#[test]
fn concurrent_builds_leave_one_complete_module() {
    let long = "/b/<rest*> -> lambda second\n".to_owned() + &"# padding\n".repeat(200);
    let folder = Scratch::with_files(
        "at-once",
        [("a.gw", "/a -> lambda first\n"), ("b.gw", long.as_str())],
    );
    let module = |place: &str| -> Vec<String> {
        let files = ["main.tf", "outputs.tf", "variables.tf", "versions.tf"];
        let text = |name: &&str| fs::read_to_string(folder.path().join(place).join(name));
        files
            .iter()
            .map(text)
            .map(|it| it.expect("a file"))
            .collect()
    };
    let build = |spec: &str, place: &str| {
        let mut command = Command::new(GWC);
        command.args(["build", "-q", spec, "--target", "terraform", "-o", place]);
        command
            .current_dir(folder.path())
            .spawn()
            .expect("gwc runs")
    };
    for (spec, place) in [("a.gw", "first/"), ("b.gw", "second/")] {
        assert!(build(spec, place).wait().expect("it ends").success());
    }
    for _ in 0..8 {
        let mut children = [build("a.gw", "both/"), build("b.gw", "both/")];
        for child in &mut children {
            assert!(child.wait().expect("it ends").success());
        }
        let both = module("both");
        assert!(both == module("first") || both == module("second"));
    }
}

#[test]
fn the_next_run_removes_what_a_killed_one_left() {
    let folder = Scratch::with_files("left", [("a.gw", "/a -> lambda f\n")]);
    let left = folder.write(".out.yaml.gwc-1-0.tmp", "half");
    let other = folder.write(".other.yaml.gwc-1-0.tmp", "half");
    let output = gwc(folder.path(), &["build", "a.gw", "-o", "out.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!left.exists() && other.exists());
}

#[test]
fn a_clone_cannot_run_a_program() {
    let folder = Scratch::with_files("clone", [("a.gw", "/a -> lambda f\n")]);
    let git = |args: &[&str], at: &Path| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
        succeed(command.args(args).current_dir(at))
    };
    // A folder of the clone that is a bare repository, whose settings run a program.
    let bare = folder.path().join("bare");
    fs::create_dir(&bare).expect("a folder");
    git(&["init", "-q", "--bare"], &bare);
    let marker = folder.path().join("ran");
    let program = format!("touch {}", marker.display());
    git(&["config", "core.fsmonitor", &program], &bare);
    git(&["config", "core.bare", "false"], &bare);
    git(&["config", "core.worktree", "."], &bare);
    git(&["config", "remote.origin.promisor", "true"], &bare);
    git(&["config", "remote.origin.uploadpack", &program], &bare);
    git(&["config", "remote.origin.url", "."], &bare);
    fs::write(bare.join("a.gw"), "/a -> lambda f\n").expect("a file");
    for revision in ["HEAD:a.gw", ":a.gw", "--upload-pack=x:a.gw", "^HEAD:a.gw"] {
        let output = gwc(&bare, &["diff", revision, "a.gw"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    assert!(!marker.exists());
}

#[test]
fn a_revision_gives_blobs_only_and_reads_paths_as_git_does() {
    let folder = Scratch::with_files("blobs", [("a.gw", "/a -> lambda f\n")]);
    fs::create_dir(folder.path().join("sub")).expect("a folder");
    std::os::unix::fs::symlink("a.gw", folder.path().join("link.gw")).expect("a link");
    fs::write(folder.path().join("sub/b.gw"), "/b -> lambda f\n").expect("a file");
    for args in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-q", "-m", "x"],
    ] {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
        succeed(command.args(args).current_dir(folder.path()));
    }
    let code = |at: &str, old: &str, new: &str| {
        gwc(&folder.path().join(at), &["diff", old, new])
            .status
            .code()
    };
    assert_eq!(code(".", "HEAD:a.gw", "a.gw"), Some(0));
    assert_eq!(code("sub", "HEAD:a.gw", "../a.gw"), Some(0));
    assert_eq!(code("sub", "HEAD:./b.gw", "b.gw"), Some(0));
    assert_eq!(code("sub", "HEAD:../a.gw", "../a.gw"), Some(0));
    assert_eq!(code(".", ":a.gw", "a.gw"), Some(0));
    for spec in [
        "HEAD:sub",
        "HEAD:link.gw",
        "HEAD:none.gw",
        "HEAD..HEAD:a.gw",
        "^HEAD:a.gw",
    ] {
        assert_eq!(code(".", spec, "a.gw"), Some(2), "{spec}");
    }
}
