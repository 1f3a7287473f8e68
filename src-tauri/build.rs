//! Lists the shell's own commands, so that no window may call what it was not given.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(&["call"]));
    if let Err(error) = tauri_build::try_build(attributes) {
        // A build script tells the reason and fails the build.
        println!("cargo::error={error:#}");
    }
}
