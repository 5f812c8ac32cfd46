//! Lines of output, written by a thread of their own: a reader that does not read stops no request.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Lines that wait at most; later ones are dropped and counted.
const WAITING: usize = 16 * 1024;

/// How long a line waits for others to be written with it.
const GATHERING: Duration = Duration::from_millis(2);

#[derive(Debug)]
enum Output {
    /// Standard output: the access log.
    Log(String),
    /// Standard error: messages.
    Message(String),
    /// Everything before has been written.
    Flushed(SyncSender<()>),
}

/// Where lines go.
#[derive(Clone, Debug)]
pub(super) struct Sink {
    lines: SyncSender<Output>,
    dropped: Arc<AtomicU64>,
    quiet: bool,
}

impl Sink {
    /// Starts the thread that writes; a quiet one leaves messages out.
    pub(super) fn start(quiet: bool) -> std::io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
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

    /// A line of the access log.
    pub(super) fn log(&self, line: String) {
        self.send(Output::Log(line));
    }

    /// Text for people; it ends its own lines.
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

    /// Waits until everything before is written, though not for a reader that does not read.
    pub(super) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.lines.try_send(Output::Flushed(done)).is_ok() {
            let _ = written.recv_timeout(Duration::from_secs(1));
        }
    }
}

fn write(waiting: &Receiver<Output>, dropped: &AtomicU64) {
    while let Ok(first) = waiting.recv() {
        if !matches!(first, Output::Flushed(_)) {
            // Many lines in one call of the system, and nobody has to wake this thread for each.
            std::thread::sleep(GATHERING);
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
            count => messages.push_str(&format!("gwc: {count} lines of output were dropped\n")),
        }
        let mut err = std::io::stderr().lock();
        let _ = err
            .write_all(messages.as_bytes())
            .and_then(|()| err.flush());
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(log.as_bytes()).and_then(|()| out.flush());
        for done in flushed {
            let _ = done.send(());
        }
    }
}
