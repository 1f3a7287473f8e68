# ./dev bench: figures. Sourced by ./dev.

BENCH_USAGE="./dev bench [NAME…] [--quick] [--customers N] [--json FILE]
  names: brief, find, search, alert, first_sync, edits, parts, notes, pushes, messages, screens, app (these without a name); sync
  --customers N: for brief, find, first_sync, edits and sync"

bench_refuse() { printf '%s\n%s\n' "$1" "$BENCH_USAGE" >&2; exit 2; }

bench_it() {
  local names=() json="" quick="" customers=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --json | --customers) [ $# -gt 1 ] || bench_refuse "$1 wants a value" ;;
    esac
    case "$1" in
      --quick) quick=--quick; shift ;;
      --json) json=$2; shift 2 ;;
      --customers)
        [[ "$2" =~ ^[1-9][0-9]*$ ]] || bench_refuse "--customers wants a number, not $2"
        customers=(--customers "$2"); shift 2 ;;
      -*) bench_refuse "there is no option $1" ;;
      *) names+=("$1"); shift ;;
    esac
  done
  [ ${#names[@]} -gt 0 ] || { names=(brief find search alert first_sync edits parts notes pushes messages screens app); }
  local inner=() name
  for name in "${names[@]}"; do
    case "$name" in
      brief | find | alert | first_sync | edits | parts | notes) inner+=("$name") ;;
      search | pushes | messages | screens | app | sync) ;;
      *) bench_refuse "there is no benchmark $name" ;;
    esac
    [ ${#customers[@]} -eq 0 ] || case "$name" in
      brief | find | first_sync | edits | sync) ;;
      *) bench_refuse "$name takes no --customers: name those that it is for" ;;
    esac
  done
  need_system; need_rust
  mkdir -p "$WORK/bench"
  rm -f "$WORK"/bench/*.json
  if [ ${#inner[@]} -gt 0 ]; then
    say "measuring ${inner[*]} (optimised build)"
    cargo run --quiet --profile bench -p regard-tests --bin bench -- "${inner[@]}" $quick "${customers[@]}" --json "$WORK/bench/inner.json"
  fi
  for name in "${names[@]}"; do
    case "$name" in
      search)
        # Only here is tantivy built: minutes that nothing else needs.
        say "building customer search and its peers"
        cargo build --quiet --profile bench -p regard-search-bench --features tantivy
        say "measuring customer search beside its peers${quick:+ (small stores)}: $([ -n "$quick" ] && echo "a minute or two" || echo "half an hour")"
        local search_bench=$TARGET/release/search_bench
        mkdir -p "$WORK/bench/stores"
        TMPDIR=$WORK/bench/stores "$search_bench" $quick --json "$WORK/bench/search.json"
        echo "to work on the ranking: $search_bench --half tuning --peers regard --sizes 100000 --misses 40"
        ;;
      pushes)
        say "measuring pushes of ten changes at a server, with its book in a file and in PostgreSQL"
        cargo build --quiet --profile bench -p regard-push-bench
        start_postgres
        "$TARGET/release/push_bench" $quick --json "$WORK/bench/pushes.json"
        stop_postgres
        ;;
      messages)
        say "measuring messages on their way to a provider, with the book in a file and in PostgreSQL"
        cargo build --quiet --profile bench -p regard-message-bench
        start_postgres
        "$TARGET/release/message_bench" $quick --json "$WORK/bench/messages.json"
        stop_postgres
        ;;
      screens)
        need_screens
        say "measuring the screens in Chromium at a quarter of the speed"
        cargo build --quiet --profile bench -p regard-tests --bin stage
        STAGE_BINARY=$TARGET/release/stage node tests/screens/bench.mjs $quick --json "$WORK/bench/screens.json"
        ;;
      sync)
        # Not among those that run without a name: it installs three other products beside ours.
        say "measuring sync beside Turso, PouchDB and Anki${quick:+ (a small store)}: $([ -n "$quick" ] && echo "a few minutes" || echo "an hour")"
        tests/sync_peers/run $quick "${customers[@]}" --json "$WORK/bench/sync.json"
        ;;
      app)
        need_screens; need_tauri_driver
        say "measuring the release window (a slow build)"
        cargo build --quiet --release -p regard-shell
        cargo build --quiet --workspace --bin regard-server --bin bridge
        TAURI_DRIVER=$TAURI_DRIVER SHELL_BINARY=$TARGET/release/regard SERVER_BINARY=$TARGET/debug/regard-server BRIDGE_BINARY=$TARGET/debug/bridge \
          tests/window/bench $quick --json "$WORK/bench/app.json"
        ;;
    esac
  done
  if [ -n "$json" ]; then
    node -e '
      const { readFileSync, writeFileSync } = require("node:fs");
      const [out, ...files] = process.argv.slice(1);
      writeFileSync(out, JSON.stringify(Object.assign({}, ...files.map((f) => JSON.parse(readFileSync(f)))), null, 2) + "\n");
    ' "$json" "$WORK"/bench/*.json
    say "figures are in $json; keep those of record in docs/BENCHMARKS.md with command and machine"
  else
    say "done; --json FILE keeps the figures, docs/BENCHMARKS.md holds those of record"
  fi
}
