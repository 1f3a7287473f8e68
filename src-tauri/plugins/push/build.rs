//! Ties the Kotlin and the Swift into the phones' projects. There are no commands: no page may call
//! any of it.

fn main() {
    let built = tauri_plugin::Builder::new(&[])
        .android_path("android")
        .ios_path("ios")
        .try_build();
    if let Err(error) = built {
        println!("cargo::error={error:#}");
    }
    // Apple asks an app for this before it gives out a token. It edits the project on a Mac only.
    #[cfg(target_os = "macos")]
    if let Err(error) = tauri_plugin::mobile::update_entitlements(|entitlements| {
        entitlements.insert("aps-environment".into(), "development".into());
    }) {
        println!("cargo::error={error:#}");
    }
}
