// swift-tools-version:5.5

import PackageDescription

let package = Package(
  name: "regard-push",
  platforms: [.iOS(.v15)],
  products: [.library(name: "regard-push", type: .static, targets: ["regard-push"])],
  dependencies: [.package(name: "Tauri", path: "../.tauri/tauri-api")],
  targets: [
    .target(name: "regard-push", dependencies: [.byName(name: "Tauri")], path: "Sources")
  ]
)
