//! The desktop program; phones enter by the library.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() {
    regard_shell::run();
}
