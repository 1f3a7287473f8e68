//! Where this program keeps its files.

use std::path::PathBuf;

use tauri::{AppHandle, Manager, Runtime};

/// `REGARD_DATA_DIR` where it is set (tests, two devices on one computer), else the system's folder
/// for this program.
pub fn of<R: Runtime>(shell: &AppHandle<R>) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = match std::env::var_os("REGARD_DATA_DIR") {
        Some(folder) if cfg!(desktop) => PathBuf::from(folder),
        _ => shell.path().app_local_data_dir()?,
    };
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
