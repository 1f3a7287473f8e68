# ./dev test, check, types: what proves the product. Sourced by ./dev.

PASSED=0
FAILED=0

# Property tests draw the same examples each time, so that what is green stays green. Other examples:
# PROPTEST_RNG_SEED=$RANDOM PROPTEST_CASES=20000 cargo test; whole histories: ./dev soak.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20260512}

# Runs a step; its output goes to a log; its own counts are added, else it counts as one test.
step() {
  local name=$1 log="$LOGS/$1.log" began=$SECONDS code=0 passed failed
  shift
  say "$name"
  "$@" >"$log" 2>&1 || code=$?
  read -r passed failed < <(counts "$log")
  if [ $((passed + failed)) -eq 0 ]; then
    if [ "$code" -eq 0 ]; then passed=1; else failed=1; fi
  elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  echo "   $passed passed, $failed failed, $((SECONDS - began)) s"
  grep -aE '^passed at the second try' "$log" | sed 's/^/   /' || true
  [ "$code" -eq 0 ] || { echo "   from $log:"; grep -aE '^(error|warning: unused|thread .* panicked|not ok|FAIL|.*Error:)|FAILED|panicked at' "$log" | head -n 20 || true; tail -n 25 "$log"; }
}

# Runs what would end the whole script when it fails: the last line has to come, whatever happens.
apart() { ("$@"); }

# What the runners' closing lines say: cargo test, Vitest, node's runner, and our own plain line.
counts() {
  awk '
    { gsub(/\033\[[0-9;]*m/, "") }
    /^test result: / { for (i = 1; i < NF; i++) { if ($(i+1) == "passed;") p += $i; if ($(i+1) == "failed;") f += $i } }
    /^ +Tests +/ { for (i = 1; i < NF; i++) { if ($(i+1) == "passed") p += $i; if ($(i+1) == "failed") f += $i } }
    /^# pass / { p += $3 }
    /^# fail / { f += $3 }
    /^[0-9]+ passed, [0-9]+ failed/ { p += $1; f += $3 }
    END { print p + 0, f + 0 }' "$1"
}

finish() {
  say "$1"
  [ "$FAILED" -eq 0 ] || echo "logs are in $LOGS"
  echo "$PASSED passed, $FAILED failed"
  [ "$FAILED" -eq 0 ]
}

types_fresh() {
  cargo test --quiet --workspace --lib export_bindings || return 1
  git add --intent-to-add ui/src/backend/generated
  git diff --exit-code --stat -- ui/src/backend/generated ||
    { echo "the TypeScript of the Rust types is not fresh: ./dev types, and commit"; return 1; }
}

types_it() {
  need_system; need_rust
  say "making the TypeScript of the Rust types"
  # Built first: whoever stops a long build keeps the types that stand there.
  cargo test --quiet --workspace --lib --no-run >"$LOGS/types.log" 2>&1 ||
    { tail -n 20 "$LOGS/types.log"; exit 1; }
  rm -rf ui/src/backend/generated
  cargo test --quiet --workspace --lib export_bindings >"$LOGS/types.log" 2>&1 ||
    { tail -n 20 "$LOGS/types.log"; exit 1; }
  git status --short -- ui/src/backend/generated
  echo "done; commit ui/src/backend/generated with the change that made it"
}

# Everything Rust is built with the whole workspace selected, so that nothing is built twice with
# other features.
unit_steps() {
  step format cargo fmt --all --check
  step clippy cargo clippy --quiet --workspace --all-targets -- -D warnings
  step types-fresh types_fresh
  step screens-types npm run --silent --prefix ui check
  step screens-units npm test --silent --prefix ui
}

check_it() {
  need_system; need_rust; need_screens
  unit_steps
  step rust-units cargo test --workspace --lib
  finish "the fast part is done; next: ./dev test"
}

test_it() {
  local began=$SECONDS
  need_system; need_rust; need_screens
  unit_steps
  step rust cargo test --workspace --no-fail-fast
  # Asked for by name: these fail where there is no PostgreSQL to run on.
  step postgres-starts start_postgres fsync=off
  step postgres cargo test --workspace --no-fail-fast --test postgres --test postgres_delivery \
    --test postgres_push
  stop_postgres
  # What the outer tests drive: server, bridge, stage, shell.
  step programs cargo build --quiet --workspace --bins
  if [ -x tests/peers/run ]; then
    step peers-packages apart need_npm tests/peers
    step peers tests/peers/run
  fi
  step screens tests/screens/run
  step window-driver apart need_tauri_driver
  step window env TAURI_DRIVER="$TAURI_DRIVER" SHELL_BINARY="$SHELL_BINARY" tests/window/run
  finish "all of it took $((SECONDS - began)) s; next: ./dev run, or ./dev phones"
}

# A private PostgreSQL cluster on a socket of its own, for this run only; further settings as arguments.
# Where it can't be started, what needs it fails.
start_postgres() {
  local bin=/usr/lib/postgresql/15/bin setting settings=""
  for setting in max_connections=300 "$@"; do settings="$settings -c $setting"; done
  PG_HOME=$(mktemp -d)
  PG_AS=""
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$PG_HOME"
    PG_AS="setpriv --reuid=postgres --regid=postgres --clear-groups"
  fi
  say "starting a private PostgreSQL"
  (cd "$PG_HOME" && $PG_AS "$bin/initdb" -D "$PG_HOME/data" -A trust -U regard --no-sync >"$LOGS/postgres.log" 2>&1 &&
    $PG_AS "$bin/pg_ctl" -D "$PG_HOME/data" -w -l "$PG_HOME/log" \
      -o "-c listen_addresses='' -c unix_socket_directories='$PG_HOME'$settings" start >>"$LOGS/postgres.log" 2>&1) ||
    { cat "$LOGS/postgres.log"; return 1; }
  export REGARD_TEST_POSTGRES="host=$PG_HOME user=regard dbname=postgres"
  trap stop_postgres EXIT
}

stop_postgres() {
  [ -n "${PG_HOME:-}" ] || return 0
  (cd "$PG_HOME" && $PG_AS /usr/lib/postgresql/15/bin/pg_ctl -D "$PG_HOME/data" -m fast stop >>"$LOGS/postgres.log" 2>&1) || true
  rm -rf "$PG_HOME"
  PG_HOME=""
  unset REGARD_TEST_POSTGRES
}
