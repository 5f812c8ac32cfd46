//! Output lines, written by a separate thread so that a blocked reader does not block requests.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// The maximum number of pending lines; further ones are dropped and counted.
const MAX_PENDING: usize = 16 * 1024;

/// How long a line waits so that several can be written together.
const BATCH_DELAY: Duration = Duration::from_millis(2);

#[derive(Debug)]
enum Output {
    /// Stdout: the access log.
    Log(String),
    /// Stderr: messages.
    Message(String),
    /// Signals that everything before has been written.
    Flushed(SyncSender<()>),
}

/// The destination of lines.
#[derive(Clone, Debug)]
pub(super) struct Sink {
    lines: SyncSender<Output>,
    dropped: Arc<AtomicU64>,
    quiet: bool,
}

impl Sink {
    /// Starts the writing thread. If `quiet`, messages are discarded.
    pub(super) fn start(quiet: bool) -> std::io::Result<Self> {
        let (lines, waiting) = sync_channel(MAX_PENDING);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&dropped);
        std::thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || write(&waiting, &counted))?;
        Ok(Self {
            lines,
            dropped,
            quiet,
        })
    }

    /// Writes a line of the access log.
    pub(super) fn log(&self, line: String) {
        self.send(Output::Log(line));
    }

    /// Writes text for people, which includes its line ends.
    pub(super) fn message(&self, text: String) {
        if !self.quiet {
            self.send(Output::Message(text));
        }
    }

    fn send(&self, output: Output) {
        if self.lines.try_send(output).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything before is written, but not for a blocked reader.
    pub(super) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.lines.try_send(Output::Flushed(done)).is_ok() {
            let _ = written.recv_timeout(Duration::from_secs(1));
        }
    }
}

fn write(waiting: &Receiver<Output>, dropped: &AtomicU64) {
    // The last failure to write the log, which is reported once.
    let mut failed = None;
    while let Ok(first) = waiting.recv() {
        if !matches!(first, Output::Flushed(_)) {
            // Gathering lines saves system calls, and a wake-up of this thread for each line.
            std::thread::sleep(BATCH_DELAY);
        }
        let (mut log, mut messages, mut flushed) = (String::new(), String::new(), Vec::new());
        let mut next = Some(first);
        while let Some(output) = next {
            match output {
                Output::Log(line) => {
                    log.push_str(&line);
                    log.push('\n');
                }
                Output::Message(text) => messages.push_str(&text),
                Output::Flushed(done) => flushed.push(done),
            }
            next = waiting.try_recv().ok();
        }
        match dropped.swap(0, Ordering::Relaxed) {
            0 => {}
            count => messages.push_str(&format!("gwc: dropped {count} lines of output\n")),
        }
        let mut out = std::io::stdout().lock();
        let written = out.write_all(log.as_bytes()).and_then(|()| out.flush());
        let failure = written.err().map(|error| error.to_string());
        if let Some(why) = &failure
            && failure != failed
        {
            messages.push_str(&format!("gwc: cannot write the access log: {why}\n"));
        }
        if !log.is_empty() {
            failed = failure;
        }
        // There is no other place to report that messages cannot be written.
        let mut err = std::io::stderr().lock();
        let _ = err
            .write_all(messages.as_bytes())
            .and_then(|()| err.flush());
        for done in flushed {
            let _ = done.send(());
        }
    }
}
