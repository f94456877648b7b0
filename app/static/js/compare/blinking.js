/* Two pictures in turns, by themselves or by hand. */
import { byId, setAttribute, setHidden } from "../shared/dom.js";

const TURN_MS = 900;

export class Blinking {
  #onTurn;
  #isOn = false;
  #isSecond = false;
  #timer = 0;

  /** `onTurn(isSecond)` is called when the other picture is to be shown. */
  constructor(onTurn) {
    this.#onTurn = onTurn;
    byId("compare-blink").addEventListener("click", () => (this.#timer ? this.#pause() : this.#play()));
  }

  /** Starts or ends the turns. Who wants less motion starts them by hand. */
  set(isOn) {
    this.#isOn = isOn;
    this.#isSecond = false;
    setHidden(byId("compare-blink"), !isOn);
    this.#pause();
    if (isOn && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#play();
  }

  /** Shows the other picture now, and stops the turns. */
  turn() {
    if (!this.#isOn) return;
    this.#pause();
    this.#change();
  }

  #change() {
    this.#isSecond = !this.#isSecond;
    this.#onTurn(this.#isSecond);
  }

  #play() {
    this.#timer = setInterval(() => this.#change(), TURN_MS);
    this.#show();
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#show();
  }

  #show() {
    const isRunning = this.#timer !== 0;
    setAttribute(byId("compare-blink"), "aria-pressed", String(isRunning));
    for (const icon of byId("compare-blink").querySelectorAll("[data-when]"))
      icon.hidden = (icon.dataset.when === "running") !== isRunning;
  }
}
