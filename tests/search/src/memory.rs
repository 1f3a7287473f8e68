//! What a process and a folder take.

use std::fs;
use std::path::Path;

/// The memory this process has to itself plus its share of what is shared (PSS), in bytes; nothing
/// where the system does not tell.
pub fn of_this_process() -> Option<u64> {
    let account = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = account.lines().find(|line| line.starts_with("Pss:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// The size of all files in a folder, in bytes.
pub fn of_folder(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.metadata().ok().map(|about| (entry.path(), about)))
        .map(|(path, about)| {
            if about.is_dir() {
                of_folder(&path)
            } else {
                about.len()
            }
        })
        .sum()
}
