# What a machine needs, and how it gets it. Sourced by ./dev.

say() { printf '\n== %s\n' "$*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# System libraries, a browser, a database server, fonts: by apt, on Debian.
SYSTEM_PACKAGES="build-essential pkg-config file curl ca-certificates lld libssl-dev libwebkit2gtk-4.1-dev
  libgtk-3-dev librsvg2-dev libayatana-appindicator3-dev libxdo-dev xvfb xauth webkit2gtk-driver dbus dbus-x11
  chromium postgresql-15 python3 python3-venv python3-dbus python3-gi xdg-utils desktop-file-utils
  fonts-inter fonts-noto-core librsvg2-bin"

need_system() {
  local missing=() package
  for package in $SYSTEM_PACKAGES; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing ${#missing[@]} system packages: ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "this script installs by apt-get (Debian 12). Install the packages above by hand and start again." >&2
    exit 1
  fi
  as_root apt-get -q -o DPkg::Lock::Timeout=300 update >"$LOGS/apt.log" 2>&1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends "${missing[@]}" >>"$LOGS/apt.log" 2>&1 ||
    { tail -n 20 "$LOGS/apt.log"; exit 1; }
}

need_rust() {
  command -v cargo >/dev/null || { echo "Rust is needed: https://rustup.rs" >&2; exit 1; }
}

# npm packages from the lock file of a folder, once for each lock file.
need_npm() {
  local folder=$1 stamp="$1/node_modules/.from-lock"
  command -v npm >/dev/null || { echo "Node 20.19 or newer is needed: https://nodejs.org" >&2; exit 1; }
  if [ ! -f "$stamp" ] || ! cmp -s "$folder/package-lock.json" "$stamp"; then
    say "installing the npm packages of $folder from its lock file"
    # Some indexes lack packages for other systems that the lock file's packages name as optional;
    # "npm ci" calls that out of step. Then the same versions are installed without that check.
    { npm ci --prefix "$folder" --no-audit --no-fund ||
      npm install --prefix "$folder" --no-save --no-audit --no-fund; } \
      >"$LOGS/npm-$(basename "$folder").log" 2>&1 ||
      { tail -n 20 "$LOGS/npm-$(basename "$folder").log"; exit 1; }
    cp "$folder/package-lock.json" "$stamp"
  fi
}

need_screens() {
  need_npm ui
  say "building the screens"
  npm run --silent --prefix ui build >"$LOGS/ui-build.log" 2>&1 || { tail -n 30 "$LOGS/ui-build.log"; exit 1; }
}

TAURI_DRIVER=$WORK/tools/bin/tauri-driver
need_tauri_driver() {
  [ -x "$TAURI_DRIVER" ] && return 0
  say "building tauri-driver"
  cargo install --quiet tauri-driver --version 2.1.0 --locked --root "$WORK/tools" --target-dir "$WORK/tools/target"
  rm -rf "$WORK/tools/target"
}

# Where cargo puts what it builds.
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
case "$TARGET" in /*) ;; *) TARGET=$ROOT/$TARGET ;; esac

# The shell with the screens inside, without the slow link of a release.
SHELL_BINARY=$TARGET/debug/regard
