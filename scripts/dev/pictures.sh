# ./dev pictures: the pictures of README and docs/pictures, from the real app. Sourced by ./dev.

pictures_it() {
  need_system; need_rust; need_screens
  cargo build --quiet -p regard-tests --bin stage
  say "taking the pictures"
  STAGE_BINARY=$TARGET/debug/stage node tests/screens/pictures.mjs docs/pictures
  say "look at docs/pictures, and commit what is right"
}
