//! What was fetched of a snapshot so far: a file that only grows, encrypted with a key of its own.
//!
//! How far it is, is its length; nothing else has to be kept in step with it. The stream cipher can
//! begin at any byte, so that a download goes on wherever it was cut. What the file holds is judged
//! by the SHA-256 of the whole, never by the cipher.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::key_store::Key32;

/// A partial file that nobody went on with for so long is of a snapshot that is gone.
pub(super) const OLD: Duration = Duration::from_secs(3 * 24 * 60 * 60);

const BEGINS: &str = "first-sync-";
const ENDS: &str = ".part";

/// What was fetched so far.
pub(super) struct Partial {
    path: PathBuf,
    file: File,
    length: u64,
    key: Zeroizing<[u8; 32]>,
}

impl Partial {
    /// Opens the partial file of that snapshot, or begins one. Those of others are removed.
    pub(super) fn open(folder: &Path, id: &str, key: &Key32) -> io::Result<Self> {
        let fits = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if !fits {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "no name of a snapshot",
            ));
        }
        let path = path_of(folder, id);
        for other in all(folder).filter(|other| *other != path) {
            fs::remove_file(other).ok();
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let length = file.metadata()?.len();
        let hex = key.hex();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(hex.as_bytes())
            .map_err(|_| io::Error::other("no key"))?;
        mac.update(b"first sync ");
        mac.update(id.as_bytes());
        let key = Zeroizing::new(mac.finalize().into_bytes().into());
        Ok(Self {
            path,
            file,
            length,
            key,
        })
    }

    /// How many bytes are here.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Keeps the next bytes.
    pub(super) fn append(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.cipher(self.length)?.apply_keystream(bytes);
        self.file.write_all(bytes)?;
        self.length = self
            .length
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Begins again with nothing.
    pub(super) fn begin_again(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.length = 0;
        Ok(())
    }

    /// Reads some of it.
    pub(super) fn reader(&self, at: u64, bytes: u64) -> io::Result<impl Read + use<>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(Plain {
            file: io::BufReader::with_capacity(1 << 16, file).take(bytes),
            cipher: self.cipher(at)?,
        })
    }

    /// The SHA-256 of all of it, in hexadecimal digits.
    pub(super) fn sha256(&self) -> io::Result<String> {
        let mut hash = Sha256::new();
        let mut all = self.reader(0, self.length)?;
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = all.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hash.update(piece.get(..read).unwrap_or_default());
        }
        let digest = hash.finalize();
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Takes it away.
    pub(super) fn remove(self) {
        fs::remove_file(&self.path).ok();
    }

    /// Takes all partial files away, or those that are older.
    pub(super) fn remove_all(folder: &Path, older: Option<Duration>) {
        for path in all(folder) {
            let is_old = older.is_none_or(|older| {
                fs::metadata(&path)
                    .and_then(|file| file.modified())
                    .is_ok_and(|then| then.elapsed().is_ok_and(|age| age > older))
            });
            if is_old {
                fs::remove_file(path).ok();
            }
        }
    }

    /// Takes all partial files away but that of this snapshot, where all its bytes are here.
    pub(super) fn remove_unfinished(folder: &Path, id: &str, bytes: u64) {
        let whole = path_of(folder, id);
        for path in all(folder) {
            let is_whole =
                path == whole && fs::metadata(&path).is_ok_and(|file| file.len() == bytes);
            if !is_whole {
                fs::remove_file(path).ok();
            }
        }
    }

    fn cipher(&self, at: u64) -> io::Result<ChaCha20> {
        let key: &[u8; 32] = &self.key;
        // The key is of this snapshot alone, and a snapshot of one name has one content.
        let mut cipher = ChaCha20::new(key.into(), &[0; 12].into());
        cipher
            .try_seek(at)
            .map_err(|_| io::Error::other("too far"))?;
        Ok(cipher)
    }
}

/// Reads what is encrypted on the disk.
struct Plain<R> {
    file: R,
    cipher: ChaCha20,
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(bytes) = buffer.get_mut(..read) {
            self.cipher.apply_keystream(bytes);
        }
        Ok(read)
    }
}

fn path_of(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{BEGINS}{id}{ENDS}"))
}

fn all(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(BEGINS) && name.ends_with(ENDS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_in_pieces_is_read_back_and_lies_encrypted() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::random().unwrap();
        let words = b"Seamaster, Roger and Dana, and a promise".repeat(40);
        let mut kept = 0_usize;
        for piece in [1, 7, 63, 64, 65, 500, usize::MAX] {
            let mut partial = Partial::open(folder.path(), "ab12", &key).unwrap();
            assert_eq!(partial.length(), u64::try_from(kept).unwrap());
            let end = words.len().min(kept.saturating_add(piece));
            partial.append(&mut words[kept..end].to_vec()).unwrap();
            kept = end;
        }
        let partial = Partial::open(folder.path(), "ab12", &key).unwrap();
        let mut read = Vec::new();
        partial
            .reader(65, 300)
            .unwrap()
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, words[65..365]);
        let hash: String = Sha256::digest(&words)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(partial.sha256().unwrap(), hash);
        let bytes = fs::read(&partial.path).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"Seamaster"));
        // Another snapshot: the old partial file goes.
        let other = Partial::open(folder.path(), "cd34", &key).unwrap();
        assert_eq!(other.length(), 0);
        assert!(!partial.path.exists());
        assert!(Partial::open(folder.path(), "../regard", &key).is_err());
    }
}
