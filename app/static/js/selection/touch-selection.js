/* Selecting files by touch: a long press selects the first one, then each touch of a card selects one more. */

const LONG_MS = 500;
const STILL_PX = 10;

export class TouchSelection {
  #gestures;
  #selection;
  #press = null;
  #isTouch = false;

  constructor(gestures, selection, grid) {
    this.#gestures = gestures;
    this.#selection = selection;
    grid.addEventListener("pointerdown", (event) => this.#begin(event));
    grid.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"])
      grid.addEventListener(name, () => clearTimeout(this.#press?.timer));
    grid.addEventListener("contextmenu", (event) => this.#isTouch && event.preventDefault());
    grid.addEventListener("click", (event) => this.#clicked(event), { capture: true });
  }

  #begin({ pointerType, target, clientX, clientY }) {
    clearTimeout(this.#press?.timer);
    this.#isTouch = pointerType === "touch";
    const card = target.closest("[data-place]");
    if (!this.#isTouch || !card || target.closest(".file-choice")) {
      this.#press = null;
      return;
    }
    const press = { clientX, clientY, isLong: false, timer: 0 };
    press.timer = setTimeout(() => {
      press.isLong = true;
      this.#gestures.toggle(Number(card.dataset.place));
    }, LONG_MS);
    this.#press = press;
  }

  #move({ clientX, clientY }) {
    if (this.#press && Math.hypot(clientX - this.#press.clientX, clientY - this.#press.clientY) > STILL_PX)
      clearTimeout(this.#press.timer);
  }

  #clicked(event) {
    if (!this.#isTouch || !event.target.closest(".file-open")) return;
    const isLong = this.#press?.isLong ?? false;
    if (!isLong && this.#selection.isEmpty) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isLong) this.#gestures.toggle(Number(event.target.closest("[data-place]").dataset.place));
  }
}
