#!/usr/bin/env bash
# Type-checks the shell for phones on a Debian machine that has no phone tools at all.
#
#   scripts/phones.sh          Android and iOS
#   scripts/phones.sh --all    and macOS and Windows
#
# How: Debian's newest Rust comes with the standard library's source, so cargo builds `std` for any
# target as far as a type check needs it. The C code of the dependencies is not compiled: a stand-in
# for the compiler writes empty files. What this proves and what it does not: docs/PLATFORMS.md.
#
# Packages are unpacked into a private folder outside the clone, nothing is installed. The last line
# counts what passed and failed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${REGARD_CACHE:-$HOME/.cache/regard}/phones
tree=$cache/tree/usr
tools=$cache/tools

targets=(aarch64-linux-android aarch64-apple-ios)
case "${1:-}" in
  "") ;;
  --all) targets+=(aarch64-apple-darwin x86_64-pc-windows-gnu) ;;
  *) echo "usage: scripts/phones.sh [--all]" >&2; exit 2 ;;
esac

step() { printf '\n== %s\n' "$*"; }

# Debian's Rust and the libraries it loads, as the machine's own package lists name them.
packages() {
  local known=' ' next=(rustc-web cargo-web rust-web-src rust-web-clippy libstd-rust-web-dev) found
  while [ ${#next[@]} -gt 0 ]; do
    known+="${next[*]} "
    mapfile -t found < <(
      apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances "${next[@]}" |
        sed -n 's/^ .*Depends: //p' |
        grep -E '^(libstd-rust-web-|libllvm|libgit2-|libssh2-|libhttp-parser|libmbed)' | sort -u
    )
    next=()
    for name in "${found[@]}"; do
      [[ $known == *" $name "* ]] || next+=("$name")
    done
  done
  printf '%s\n' $known
  # Its dlltool writes the import libraries of Windows.
  if [ ${#targets[@]} -gt 2 ]; then echo binutils-mingw-w64-x86-64; fi
}

# Downloads and unpacks the packages; does nothing when the same ones lie there already.
unpack_rust() {
  if ! command -v apt-get >/dev/null; then
    echo "This check needs Debian's packages. Elsewhere: rustup target add ${targets[*]}, then cargo check." >&2
    return 1
  fi
  if ! apt-cache show rustc-web >/dev/null 2>&1; then
    echo "reading the package lists"
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update
  fi
  local names missing=()
  mapfile -t names < <(packages)
  for name in "${names[@]}"; do
    [ -e "$cache/unpacked/$name" ] || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "${#names[@]} packages are there"
    return 0
  fi
  echo "downloading ${#missing[@]} packages"
  mkdir -p "$cache/download" "$cache/tree" "$cache/unpacked"
  rm -f "$cache/download"/*.deb
  (cd "$cache/download" && apt-get -q -o APT::Sandbox::User=root download "${missing[@]}")
  for package in "$cache/download"/*.deb; do
    dpkg -x "$package" "$cache/tree"
  done
  for name in "${missing[@]}"; do : >"$cache/unpacked/$name"; done
  rm -f "$cache/download"/*.deb
}

# Stand-ins for the C tools: enough for build scripts to finish, nothing is compiled.
write_tools() {
  mkdir -p "$tools"
  cat >"$tools/stub-cc" <<'TOOL'
#!/usr/bin/env bash
for argument in "$@"; do
  case "$argument" in
    --version) echo "clang version 18.0.0"; exit 0 ;;
    # What OpenSSL's build script asks the headers, and all that other scripts need to hear.
    -E) echo RUST_VERSION_NEW_OPENSSL_3_5_0; exit 0 ;;
  esac
done
while [ $# -gt 0 ]; do
  if [ "$1" = -o ]; then : >"$2"; fi
  shift
done
exit 0
TOOL
  cat >"$tools/stub-ar" <<'TOOL'
#!/usr/bin/env bash
for argument in "$@"; do
  case "$argument" in *.a) printf '!<arch>\n' >"$argument" ;; esac
done
exit 0
TOOL
  # Answers the questions about the Apple SDK.
  cat >"$tools/xcrun" <<TOOL
#!/usr/bin/env bash
case "\$*" in
  *version*) echo 18.0 ;;
  *) echo "$cache/sdk" ;;
esac
TOOL
  cat >"$tools/stub-windres" <<'TOOL'
#!/usr/bin/env bash
while [ $# -gt 0 ]; do
  case "$1" in
    -o | --output) : >"$2"; shift ;;
    --output=*) : >"${1#--output=}" ;;
  esac
  shift
done
exit 0
TOOL
  mkdir -p "$cache/sdk"
  chmod +x "$tools"/*
  ln -sf stub-windres "$tools/x86_64-w64-mingw32-windres"
  ln -sf stub-windres "$tools/windres"
}

# The screens lie in the program; any build of them will do here.
build_screens() {
  if [ -f "$root/ui/dist/index.html" ]; then
    echo "the screens are built"
    return 0
  fi
  npm --prefix "$root/ui" ci && npm --prefix "$root/ui" run build
}

# cargo with the private Rust, for one target.
cargo_for() {
  local target=$1; shift
  local variable=${target//-/_}
  # Where OpenSSL is part of the program, its C code is as little needed as any other.
  local openssl=()
  case "$target" in
    *android* | *windows*)
      openssl=(OPENSSL_NO_VENDOR=1 OPENSSL_STATIC=1 "OPENSSL_LIB_DIR=$cache/sdk" "OPENSSL_INCLUDE_DIR=$cache/sdk") ;;
  esac
  env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS -u RUSTC_WRAPPER \
    PATH="$tools:$tree/bin:$PATH" \
    LD_LIBRARY_PATH="$tree/lib/x86_64-linux-gnu" \
    RUSTC="$tree/bin/rustc" RUSTDOC="$tree/bin/rustdoc" RUSTC_BOOTSTRAP=1 \
    CARGO_TARGET_DIR="$cache/target" \
    "CC_$variable=$tools/stub-cc" "CXX_$variable=$tools/stub-cc" "AR_$variable=$tools/stub-ar" \
    SDKROOT="$cache/sdk" \
    "${openssl[@]}" \
    "$tree/bin/cargo" "$@"
}

passed=0 failed=0
# The last line, also when a step before the checks fails.
sum_up() {
  local code=$?
  if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
}
trap sum_up EXIT

# Runs one check and counts it.
check() {
  local name=$1; shift
  step "$name"
  local began=$SECONDS
  if "$@"; then
    passed=$((passed + 1)); echo "passed: $name ($((SECONDS - began)) s)"
  else
    failed=$((failed + 1)); echo "FAILED: $name ($((SECONDS - began)) s)"
  fi
}

# What the projects of the phones promise: nothing leaves the device, nothing is seen over a shoulder,
# the link and the version of the configuration. Each line: file, what stands in it.
phone_projects() {
  local android=src-tauri/gen/android/app bad=0 file text
  local manifest=$android/src/main/AndroidManifest.xml
  local push=src-tauri/plugins/push/android/src/main
  local activity=$android/src/main/java/app/regard/store/MainActivity.kt
  local minimum
  minimum=$(sed -n 's/.*"minSdkVersion": *\([0-9]*\).*/\1/p' src-tauri/tauri.conf.json)
  while IFS='|' read -r file text; do
    if ! grep -qF -- "$text" "$file"; then echo "missing in $file: $text"; bad=1; fi
  done <<LINES
$manifest|android:allowBackup="false"
$manifest|android:fullBackupContent="false"
$manifest|android:dataExtractionRules="@xml/data_extraction_rules"
$manifest|android:windowSoftInputMode="adjustResize"
$manifest|android:launchMode="singleTask"
$manifest|<data android:scheme="regard" />
$manifest|<data android:host="customer" />
$manifest|android.permission.POST_NOTIFICATIONS
$manifest|app.tauri.notification.TimedNotificationPublisher" tools:node="remove"
$manifest|app.tauri.notification.TauriFirebaseMessagingService" tools:node="remove"
$manifest|com.google.firebase.provider.FirebaseInitProvider"
$push/AndroidManifest.xml|"firebase_messaging_auto_init_enabled" android:value="false"
$push/AndroidManifest.xml|"app.regard.push.FcmService" android:exported="false"
$push/AndroidManifest.xml|"app.regard.push.UnifiedPushService" android:exported="false"
$android/src/main/res/xml/data_extraction_rules.xml|<exclude domain="database" />
$activity|WindowManager.LayoutParams.FLAG_SECURE
$activity|moveTaskToBack(true)
$activity|sweepPhotos()
$manifest|android:authorities="\${applicationId}.fileprovider"
$android/src/main/res/xml/photo_paths.xml|<external-files-path name="photos" path="Pictures/" />
$android/src/main/java/app/regard/store/Edges.kt|--inset-
$android/build.gradle.kts|minSdk = ${minimum:-unknown}
$android/build.gradle.kts|applicationId = "$(sed -n 's/.*"identifier": *"\([^"]*\)".*/\1/p' src-tauri/tauri.conf.json)"
src-tauri/tauri.conf.json|"host": "customer"
src-tauri/Info.ios.plist|NSLocalNetworkUsageDescription
src-tauri/Info.ios.plist|NSCameraUsageDescription
LINES
  local picture
  for picture in icons/android/mipmap-*/*; do
    cmp -s "$picture" "$android/src/main/res/${picture#icons/android/}" || { echo "not the icon of the house: $picture"; bad=1; }
  done
  if grep -rnE '/(home|root|Users|work|tmp)/' src-tauri/gen/android --include='*.kts' --include='*.gradle' --include='*.properties' --include='*.kt' --include='*.xml'; then
    echo "a path of somebody's machine"; bad=1
  fi
  # What the phone says by itself: the same words in both languages, and on both systems.
  python3 - src-tauri/plugins/push <<'PYTHON' || bad=1
import pathlib, re, sys
plugin = pathlib.Path(sys.argv[1])
android = {
    language: set(re.findall(r'name="regard_push_(\w+)"', (plugin / f"android/src/main/res/{folder}/strings.xml").read_text())) - {"open"}
    for language, folder in (("en", "values"), ("es", "values-es"))
}
ios = {
    language: set(re.findall(r'^"alert_(\w+)" = ".+";$', (plugin / f"ios/{language}.lproj/Localizable.strings").read_text(), re.M))
    for language in ("en", "es")
}
kinds = android["en"]
for where, has in (("Android, es", android["es"]), ("iOS, en", ios["en"]), ("iOS, es", ios["es"])):
    if has != kinds:
        sys.exit(f"{where} says other things: {sorted(has ^ kinds)}")
PYTHON
  # Whatever is left is well-formed.
  python3 - "$android" src-tauri/plugins/push/android src-tauri/Info.ios.plist <<'PYTHON' || bad=1
import pathlib, sys, xml.dom.minidom
folder, plugin, plist = map(pathlib.Path, sys.argv[1:])
for file in [*folder.glob("src/main/**/*.xml"), *plugin.glob("src/main/**/*.xml"), plist]:
    xml.dom.minidom.parse(str(file))
PYTHON
  return "$bad"
}

# Kotlin's own compiler, from npm, reads our Kotlin against stand-ins for Android's classes.
kotlin_reads() {
  local version=2.4.20 push=src-tauri/plugins/push/android/src/main
  local compiler=$cache/kotlin-$version
  if [ ! -e "$compiler/package/lib/kotlin-compiler.jar" ]; then
    mkdir -p "$compiler"
    (cd "$compiler" && npm pack --silent "kotlin-compiler@$version" && tar -xzf kotlin-compiler-*.tgz && rm kotlin-compiler-*.tgz)
  fi
  rm -rf "$cache/standins"
  python3 scripts/phones/standins.py "$cache/standins" "$push/res/values/strings.xml"
  java -cp "$compiler/package/lib/*" org.jetbrains.kotlin.cli.jvm.K2JVMCompiler \
    -nowarn -kotlin-home "$compiler/package" -d "$cache/kotlin-classes" \
    "$cache"/standins/*.kt "$push"/java/app/regard/push/*.kt src-tauri/gen/android/app/src/main/java/app/regard/store/*.kt
}

main() {
  step "Rust with the source of its standard library"
  unpack_rust
  write_tools
  step "Screens"
  build_screens

  cd "$root"
  check "projects of the phones" phone_projects
  if command -v java >/dev/null; then
    check "Kotlin" kotlin_reads
  else
    echo "no Java here: Kotlin was not compiled"
  fi
  local target shell
  for target in "${targets[@]}"; do
    shell=(-Zbuild-std=std,panic_abort --target "$target" -p regard-shell -p regard-push --lib --locked)
    check "types, $target" cargo_for "$target" check "${shell[@]}"
    check "clippy, $target" cargo_for "$target" clippy "${shell[@]}" --no-deps -- -D warnings
  done

  [ "$failed" -eq 0 ]
}

# Read as a whole before it starts: a change of this file does not reach a run.
main; exit
