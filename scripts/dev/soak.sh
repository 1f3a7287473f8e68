# ./dev soak: the simulation that tries to lose data, for as many histories as asked for. Sourced by
# ./dev.

soak_it() {
  need_rust
  # The control first: faults planted on purpose, each of which has to be found.
  case " $* " in
    *" --replay "* | *" --survey "* | *" --control "*) ;;
    *) cargo run --quiet --release -p regard-simulate --bin soak -- --control ;;
  esac
  cargo run --quiet --release -p regard-simulate --bin soak -- "$@"
}
