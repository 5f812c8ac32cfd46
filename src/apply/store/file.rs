//! A journal in a file, locked by the operating system. The lock is released when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::apply::failpoint::Failpoint;
use crate::apply::store::{StoreFault, unusable, whole_lines};

/// A journal in a file.
#[derive(Debug)]
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// The length of its complete lines, in bytes.
    whole: u64,
    /// True if an incomplete line may follow them.
    is_torn: bool,
    /// The first failed write. Nothing is written after it, since the next line could end up behind half of another.
    failed: Option<StoreFault>,
    /// Held until it is dropped.
    _lock: File,
}

impl FileStore {
    /// Opens or creates the file, and locks it.
    ///
    /// # Errors
    /// Another run holds the lock, or the file cannot be opened.
    pub fn open(path: &Path, holder: &str) -> Result<Self, StoreFault> {
        if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|it| unusable("create", folder, &it))?;
        }
        // All names of a journal need the same lock.
        let path = &follow_links(path).map_err(|it| unusable("open", path, &it))?;
        let lock = lock(&lock_of(path), holder)?;
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        // The file contains values of the deployment, so only its owner may read it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.read(true).append(true).create(true).open(path);
        let file = file.map_err(|it| unusable("open", path, &it))?;
        if is_new {
            sync_folder(path).map_err(|it| unusable("sync", path, &it))?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            whole: 0,
            is_torn: false,
            failed: None,
            _lock: lock,
        })
    }

    pub(super) fn load(&mut self) -> Result<String, StoreFault> {
        let mut text = String::new();
        let read = self.file.seek(SeekFrom::Start(0));
        let read = read.and_then(|_| self.file.read_to_string(&mut text));
        read.map_err(|it| unusable("read", &self.path, &it))?;
        let whole = whole_lines(&text)?.len();
        self.is_torn = whole < text.len();
        self.whole = u64::try_from(whole).unwrap_or(u64::MAX);
        text.truncate(whole);
        Ok(text)
    }

    pub(super) fn append(&mut self, line: &[u8], failpoint: &Failpoint) -> Result<(), StoreFault> {
        if let Some(fault) = &self.failed {
            return Err(fault.clone());
        }
        let written = self.write(line, failpoint);
        if let Err(fault) = &written {
            self.failed = Some(fault.clone());
            // If this fails as well, the next run drops the incomplete line.
            let _ = self.file.set_len(self.whole);
        }
        written
    }

    fn write(&mut self, line: &[u8], failpoint: &Failpoint) -> Result<(), StoreFault> {
        if self.is_torn {
            let cut = self.file.set_len(self.whole);
            cut.map_err(|it| unusable("write", &self.path, &it))?;
            self.is_torn = false;
        }
        let written = self.file.write_all(line);
        written.map_err(|it| unusable("write", &self.path, &it))?;
        failpoint.hit();
        let synced = self.file.sync_data();
        synced.map_err(|it| unusable("sync", &self.path, &it))?;
        self.whole = self
            .whole
            .saturating_add(u64::try_from(line.len()).unwrap_or(u64::MAX));
        Ok(())
    }
}

/// Returns the file that a path leads to; it need not exist.
fn follow_links(path: &Path) -> std::io::Result<PathBuf> {
    match path.canonicalize() {
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
            Ok(folder.join(path.file_name().unwrap_or_default()))
        }
        found => found,
    }
}

/// Returns the file whose lock protects a journal: `shop.jsonl.lock` for `shop.jsonl`.
fn lock_of(journal: &Path) -> PathBuf {
    let mut name = journal.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    journal.with_file_name(name)
}

/// Locks a file beside the journal, and writes the holder's name to it.
fn lock(path: &Path, holder: &str) -> Result<File, StoreFault> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let opened = options.open(path);
    let mut file = opened.map_err(|it| unusable("open", path, &it))?;
    match file.try_lock() {
        Ok(()) => {
            let written = (|| {
                file.set_len(0)?;
                file.write_all(holder.as_bytes())?;
                file.sync_data()
            })();
            written.map_err(|it| unusable("write", path, &it))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut by = String::new();
            let read = file.read_to_string(&mut by);
            Err(StoreFault::Held(match read {
                Ok(_) if !by.is_empty() => by,
                Ok(_) | Err(_) => format!("`{}` is locked", path.display()),
            }))
        }
        Err(TryLockError::Error(fault)) => Err(unusable("lock", path, &fault)),
    }
}

/// Makes the name of a new file durable.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    if cfg!(unix) {
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
