# ./dev bundle: a package for this system. Sourced by ./dev.

bundle_it() {
  need_system; need_rust; need_screens
  say "building the package (a release build: slow)"
  (cd src-tauri && ../ui/node_modules/.bin/tauri build --bundles deb) >"$LOGS/bundle.log" 2>&1 ||
    { tail -n 30 "$LOGS/bundle.log"; exit 1; }
  local package
  package=$(ls -t "$TARGET"/release/bundle/deb/*.deb | head -n 1)
  ls -l "$package"
  if [ "${1:-}" = --try ]; then
    say "installing it, starting it, removing it"
    as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install "$package" >"$LOGS/bundle-try.log" 2>&1 ||
      { tail -n 20 "$LOGS/bundle-try.log"; exit 1; }
    need_tauri_driver
    local code=0
    TAURI_DRIVER="$TAURI_DRIVER" SHELL_BINARY=/usr/bin/regard tests/window/run starts || code=$?
    as_root apt-get -q -y -o DPkg::Lock::Timeout=300 remove regard >>"$LOGS/bundle-try.log" 2>&1
    [ "$code" -eq 0 ] || exit "$code"
  fi
  say "the package is $package; next: copy it to the store's computer and install it with apt"
}
