# The programs that the tests of the window drive, and the screen they stand on. Sourced by run and bench.

root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
export TAURI_DRIVER=${TAURI_DRIVER:-$root/.dev/tools/bin/tauri-driver}
export SHELL_BINARY=${SHELL_BINARY:-$target/debug/regard}
export SERVER_BINARY=${SERVER_BINARY:-$target/debug/regard-server}
export BRIDGE_BINARY=${BRIDGE_BINARY:-$target/debug/bridge}

if [ ! -x "$TAURI_DRIVER" ]; then
  cargo install --quiet tauri-driver --version 2.1.0 --locked --root "$root/.dev/tools" >&2
  TAURI_DRIVER=$root/.dev/tools/bin/tauri-driver
fi
# An installed package is tried on a machine where the rest may not be built yet.
for part in "$SERVER_BINARY:regard-server:regard-server" "$BRIDGE_BINARY:regard-tests:bridge" "$SHELL_BINARY:regard-shell:regard"; do
  IFS=: read -r program package name <<<"$part"
  [ -x "$program" ] && continue
  [ "$program" = "$target/debug/$name" ] || { echo "there is no $program" >&2; exit 2; }
  (cd "$root" && cargo build --quiet -p "$package" --bin "$name") >&2
done

on_own_screen() {
  # Neither compositing nor DMA buffers are switched off here: without them WebKit never gives a picture.
  exec dbus-run-session -- xvfb-run -a -s "-screen 0 1200x1000x24" "$@"
}
