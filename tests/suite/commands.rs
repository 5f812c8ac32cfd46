//! The command line as people use it: stories in `tests/fixtures/commands`, run by a shell with the real program.
//!
//! A story begins with the files that it needs, each after a line `== NAME`. Then come its commands, each after the
//! expected exit code and a `$`. The output of the commands is a snapshot: stdout unchanged, lines of stderr after a
//! `|`.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use unicode_width::UnicodeWidthStr;

use crate::tools::Scratch;

/// A parsed story: files to write, then commands with their exit codes.
struct Story<'t> {
    files: Vec<(&'t str, String)>,
    commands: Vec<(i32, &'t str)>,
}

fn story(text: &str) -> Story<'_> {
    let mut story = Story {
        files: Vec::new(),
        commands: Vec::new(),
    };
    for line in text.lines() {
        let command = line.split_once(" $ ");
        let command = command.and_then(|(code, line)| Some((code.parse().ok()?, line)));
        if let Some(command) = command {
            story.commands.push(command);
        } else if let Some(name) = line.strip_prefix("== ") {
            story.files.push((name, String::new()));
        } else if let (Some((_, text)), true) = (story.files.last_mut(), story.commands.is_empty())
        {
            text.push_str(line);
            text.push('\n');
        } else {
            assert!(line.is_empty(), "neither a file nor a command: {line}");
        }
    }
    assert!(!story.commands.is_empty(), "a story without a command");
    story
}

/// Returns the specs of all stories, each with its name and the files beside it.
pub(crate) fn specs() -> Vec<(String, Vec<(String, String)>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/commands");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the stories") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a story");
        let files = story(&text).files;
        let files: Vec<(String, String)> = files
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text))
            .collect();
        let specs = files.iter().filter(|(name, _)| name.ends_with(".gw"));
        found.extend(specs.map(|(name, _)| (name.clone(), files.clone())));
    }
    found.sort();
    found
}

/// Finds a line that does not fit the terminal in the output of a command with a layout for people.
fn too_wide(line: &str, output: &std::process::Output) -> Option<String> {
    let words = ["routes", "trace", "diff", "check"];
    let is_laid_out = words
        .iter()
        .any(|word| line.starts_with(&format!("gwc {word} ")));
    if !is_laid_out || line.contains("--format") || line.contains('|') || line.contains("--fix") {
        return None;
    }
    let shown = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let mut lines = shown.iter().flat_map(|text| text.lines());
    let wide = lines.find(|line| line.width() > 80 && !line.starts_with("gwc: "));
    wide.map(str::to_owned)
}

/// Returns the output of the commands, and those with an unexpected exit code.
fn run_story(name: &str, story: &Story<'_>) -> (String, Vec<String>) {
    let scratch = Scratch::with_files(&format!("story-{name}"), []);
    for (file, text) in &story.files {
        let folder = Path::new(file).parent().expect("a name");
        fs::create_dir_all(scratch.path().join(folder)).expect("a folder");
        scratch.write(file, &format!("{}\n", text.trim_end()));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_gwc"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let (mut out, mut wrong) = (String::new(), Vec::new());
    for (code, line) in &story.commands {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .current_dir(scratch.path())
            .env("PATH", format!("{}:{path}", program.display()))
            .env("COLUMNS", "80")
            .env_remove("NO_COLOR");
        let output = shell.output().expect("a shell");
        let got = output.status.code();
        if got != Some(*code) {
            wrong.push(format!("{line}: {got:?} instead of {code}"));
        }
        let _ = writeln!(out, "$ {line}");
        let wide = too_wide(line, &output);
        wrong.extend(wide.map(|wide| format!("{line}: wider than 80 columns: {wide}")));
        out.push_str(&String::from_utf8_lossy(&output.stdout));
        if !out.ends_with('\n') {
            out.push_str("(no newline)\n");
        }
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            let _ = writeln!(out, "{}", format!("| {line}").trim_end());
        }
        out.push('\n');
    }
    (out.replace('\u{1b}', "^["), wrong)
}

#[test]
fn every_story_matches_its_snapshot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/commands");
    let entries = fs::read_dir(folder).expect("the stories");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a story");
        let (out, codes) = run_story(&name, &story(&text));
        wrong.extend(codes.into_iter().map(|code| format!("{name}: {code}")));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("snapshots/commands");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.as_ref(), out));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
