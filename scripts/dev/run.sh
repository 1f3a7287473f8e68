# ./dev run: the server on an embedded database with the demo store, and the app.

run_it() {
  local data="" who=Marta fresh=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --data) data=$2; shift 2 ;;
      --as) who=$2; shift 2 ;;
      --fresh) fresh=yes; shift ;;
      *) echo "./dev run [--data FOLDER] [--as NAME] [--fresh]"; exit 2 ;;
    esac
  done
  need_system; need_rust; need_screens
  local home=$WORK/run
  [ "$fresh" = yes ] && rm -rf "$home"
  mkdir -p "$home"
  say "building the server and the app"
  local app=regard-shell
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || app=regard-tests
  cargo build --quiet -p regard-server -p "$app" --bins
  local server=$TARGET/debug/regard-server config=$home/regard-server.toml
  [ -f "$config" ] || printf 'company = "Linden & Vale"\nlisten = "127.0.0.1:8700"\n' >"$config"
  if [ ! -f "$home/.filled" ]; then
    say "filling the demo store: 500 customers, and Roger's watch"
    "$server" --config "$config" demo
    touch "$home/.filled"
  fi
  [ -n "$data" ] && load_files "$server" "$config" "$data"
  say "starting the server"
  "$server" --config "$config" serve >"$LOGS/server.log" 2>&1 &
  local server_pid=$!
  trap 'kill '"$server_pid"' 2>/dev/null || true' EXIT
  wait_for "http://127.0.0.1:8700/healthz" "$server_pid" || { tail -n 20 "$LOGS/server.log"; exit 1; }
  echo "server at http://127.0.0.1:8700, readable outbox at http://127.0.0.1:8700/outbox, log in $LOGS/server.log"
  local device=$home/device-$(echo "$who" | tr 'A-Z' 'a-z') code
  code=$("$server" --config "$config" enrol --associate "$who" | grep -oE '[A-Z0-9]{4}-?[A-Z0-9]{4}' | head -n 1)
  if [ "$app" = regard-shell ]; then
    say "opening the app"
    echo "enrol the device: server http://127.0.0.1:8700, code $code (ten minutes, once)"
    echo "next: Repairs, Roger Whitaker, \"Ready, tell Roger\". Close the window to stop."
    REGARD_DATA_DIR=$device "$SHELL_BINARY"
  else
    say "no display: the same screens in a browser on this machine"
    echo "next: open the address below; Repairs, Roger Whitaker, \"Ready, tell Roger\". Ctrl+C stops everything."
    "$TARGET/debug/bridge" --data-dir "$device" --ui ui/dist --port 8710 \
      --server http://127.0.0.1:8700 --code "$code" --name "$who's browser"
  fi
}

# Loads customers, purchases and repairs from the CSV files of a folder, as a manager does: count first.
load_files() {
  local server=$1 config=$2 folder=$3 file files=() kind
  for kind in customers purchases repairs; do
    while IFS= read -r file; do files+=("$file"); done < <(find "$folder" -name "*$kind*.csv" | sort)
  done
  [ ${#files[@]} -gt 0 ] || { echo "no *customers*.csv, *purchases*.csv or *repairs*.csv in $folder"; exit 1; }
  # One after the other, customers first: purchases and repairs are of somebody.
  for file in "${files[@]}"; do
    say "dry run: what $file would do"
    "$server" --config "$config" import --source files "$file"
    say "writing it"
    "$server" --config "$config" import --source files --write "$file" >/dev/null
  done
}

# Waits until an address answers, for as long as the process that is to answer lives.
wait_for() {
  local address=$1 pid=$2 tries=0
  until curl -fsS -o /dev/null "$address" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || return 1
    tries=$((tries + 1))
    [ "$tries" -gt 300 ] && return 1
    sleep 0.1
  done
}
