//! The house itself: who may depend on whom, and that screens and app carry the same names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The workspace crates that `name` is built with, itself left out.
fn built_with(metadata: &Value, name: &str) -> BTreeSet<String> {
    let packages = metadata["packages"].as_array().unwrap();
    let package = |name: &str| packages.iter().find(|package| package["name"] == name);
    let mut found = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(next) = open.pop() {
        let Some(package) = package(&next) else {
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let dependency_name = dependency["name"].as_str().unwrap();
            let ours = dependency_name.starts_with("regard");
            if ours && dependency["kind"].is_null() && found.insert(dependency_name.to_owned()) {
                open.push(dependency_name.to_owned());
            }
        }
    }
    found
}

#[test]
fn app_and_server_never_depend_on_each_other_and_the_shell_knows_the_app_alone() {
    let answer = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let set = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(built_with(&metadata, "regard-domain"), set(&[]));
    assert_eq!(
        built_with(&metadata, "regard-sync"),
        set(&["regard-domain"])
    );
    assert_eq!(
        built_with(&metadata, "regard-search"),
        set(&["regard-domain"])
    );
    assert_eq!(
        built_with(&metadata, "regard-notes"),
        set(&["regard-domain"])
    );
    assert_eq!(
        built_with(&metadata, "regard-app"),
        set(&[
            "regard-domain",
            "regard-notes",
            "regard-rows",
            "regard-search",
            "regard-sync"
        ])
    );
    assert_eq!(
        built_with(&metadata, "regard-rows"),
        set(&["regard-domain", "regard-sync"])
    );
    assert_eq!(
        built_with(&metadata, "regard-server"),
        set(&["regard-domain", "regard-rows", "regard-sync"])
    );
    let shell = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| {
            package["manifest_path"]
                .as_str()
                .unwrap()
                .ends_with("src-tauri/Cargo.toml")
        })
        .expect("the shell is a member");
    let direct: BTreeSet<&str> = shell["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|dependency| dependency["name"].as_str())
        .filter(|name| name.starts_with("regard"))
        .collect();
    // Its own plugin is a part of it: the native code of the phones.
    assert_eq!(direct, BTreeSet::from(["regard-app", "regard-push"]));
}

/// The folders of `path` that are features.
fn features(path: &str, not: &[&str]) -> BTreeSet<String> {
    std::fs::read_dir(root().join(path))
        .unwrap()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !not.contains(&name.as_str()))
        .collect()
}

#[test]
fn screens_and_app_have_the_same_features() {
    let app = features("crates/regard-app/src", &["database", "search"]);
    let screens = features(
        "ui/src",
        &[
            "app",
            "backend",
            "shared",
            "theme",
            "text",
            "paraglide",
            "assets",
            "icons",
        ],
    );
    assert_eq!(screens, app);
}
