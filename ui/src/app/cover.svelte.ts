/** Counter privacy: the screen can be covered at once, and a brief closes by itself. */
class CoverState {
  on = $state(false);
}
export const cover = new CoverState();
