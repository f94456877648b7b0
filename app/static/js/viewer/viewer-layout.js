/* How the viewer uses the screen: fullscreen, and the panel with what is known about the file. */
import { byId, setAttribute, setFlag } from "../shared/dom.js";

/* Where the panel would leave the picture no room, it is a sheet that opens over it. */
const NARROW = "(max-width: 56rem), (max-height: 30rem)";

export class ViewerLayout {
  #layout = byId("viewer-layout");
  #narrow = matchMedia(NARROW);
  #isOpen = { wide: true, narrow: false };

  constructor() {
    byId("fullscreen").hidden = !document.fullscreenEnabled;
    byId("fullscreen").addEventListener("click", () => this.toggleFullscreen());
    byId("panel-toggle").addEventListener("click", () => this.togglePanel());
    document.addEventListener("fullscreenchange", () => showFullscreen());
    this.#narrow.addEventListener("change", () => this.#show());
    this.#layout.addEventListener("mousedown", keepFocus);
  }

  /** The viewer opens: a sheet starts closed. */
  open() {
    this.#isOpen.narrow = false;
    this.#show();
  }

  /** The viewer closes. */
  close() {
    if (document.fullscreenElement === this.#layout) document.exitFullscreen();
  }

  /** A dialog cannot be shown fullscreen, but what is in it can. */
  async toggleFullscreen() {
    if (!document.fullscreenEnabled) return;
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await this.#layout.requestFullscreen();
    } catch (error) {
      console.info("The browser refused fullscreen.", error.message);
    }
  }

  togglePanel() {
    this.#isOpen[this.#width] = !this.#isOpen[this.#width];
    this.#show();
    if (this.#isOpen.narrow && this.#narrow.matches) byId("detail-body").focus();
  }

  /** Closes an open sheet. Returns whether there was one. */
  closeSheet() {
    if (!this.#narrow.matches || !this.#isOpen.narrow) return false;
    this.togglePanel();
    byId("panel-toggle").focus();
    return true;
  }

  get #width() {
    return this.#narrow.matches ? "narrow" : "wide";
  }

  #show() {
    const isOpen = this.#isOpen[this.#width];
    byId("viewer-panel").hidden = !isOpen;
    setFlag(this.#layout, "sheet", this.#narrow.matches);
    setAttribute(byId("panel-toggle"), "aria-expanded", String(isOpen));
  }
}

function showFullscreen() {
  const isFullscreen = document.fullscreenElement !== null;
  setAttribute(byId("fullscreen"), "aria-pressed", String(isFullscreen));
}

/** A press of the mouse on a button leaves the focus on the stage, so that Space still goes on to the next file. */
function keepFocus(event) {
  if (event.target.closest(".viewer-bar button, .viewer-nav, .viewer-reveal")) event.preventDefault();
}
