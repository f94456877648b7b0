/* The files read last, as a wall of small pictures: newest first, a fixed number of them, in a fixed place. */
import { byId, element, setAttribute, setFlag, setHidden, setText } from "../shared/dom.js";
import { isProcessing } from "../shared/status.js";
import { translate } from "../texts/translate.js";
import { PictureQueue } from "./picture-queue.js";
import { buildTile, fillTile } from "./wall-tile.js";

const TILES = 24;
/* A full wall takes no more at once: at a thousand files a second nobody sees more, and each is a request. */
const TAKEN_AT_ONCE = 8;
const KEYS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export class LiveWall {
  #tiles = [];
  #newest = 0;
  #sessionId = null;
  #isAnswered = false;
  #isPaused = matchMedia("(prefers-reduced-motion: reduce)").matches;
  #isRevealed = false;
  #pictures = new PictureQueue();

  constructor() {
    byId("wall-pause").addEventListener("click", () => this.#setPaused(!this.#isPaused));
    byId("wall-reveal").addEventListener("click", () => this.#setRevealed(!this.#isRevealed));
    byId("wall").addEventListener("keydown", (event) => this.#move(event));
    byId("wall").addEventListener("focusin", ({ target }) => this.#makeStop(target));
    this.#setPaused(this.#isPaused);
  }

  /** What to ask for: files after the newest that is shown, and how many; none while the wall stands still. */
  get wanted() {
    const isFull = this.#tiles.length >= TILES;
    if (isFull) return { after: this.#newest, limit: this.#isStill ? 0 : TAKEN_AT_ONCE };
    return { after: this.#newest, limit: TILES - (this.#isPaused ? this.#tiles.length : 0) };
  }

  /**
   * Keeps the place of the wall free while a session is processed, and until it is known whether there are pictures of
   * one that is over, so that nothing moves when they come.
   */
  prepare(sessionId, state) {
    if (sessionId !== this.#sessionId) this.#clear(sessionId);
    const mayCome = state !== null && (isProcessing(state.status) || !this.#isAnswered);
    setHidden(byId("wall-card"), !mayCome && this.#tiles.length === 0);
    setText(byId("wall-note"), this.#isStill && !this.#isPaused ? translate("wall-waits") : "");
    this.#pictures.load(); // those that came while another step was shown
  }

  show({ recent, newest }) {
    if (newest < this.#newest) this.#newest = 0; // another server counts anew
    if (recent.length === 0 || (this.#isStill && this.#tiles.length >= TILES)) return;
    this.#newest = newest;
    this.#add(recent.toReversed());
    this.#showReveal();
    setHidden(byId("wall-card"), false);
    this.#pictures.load();
  }

  /** The server has said what it knew of the session in this state, if only that it knew nothing. */
  answered(state) {
    this.#isAnswered = !isProcessing(state.status);
    this.prepare(this.#sessionId, state);
  }

  /** Somebody points at the wall, or is in it: what they are about to press must not move. */
  get #isStill() {
    const wall = byId("wall");
    return this.#isPaused || wall.matches(":focus-within") || (canHover() && wall.matches(":hover"));
  }

  #clear(sessionId) {
    this.#sessionId = sessionId;
    this.#isAnswered = false;
    this.#newest = 0;
    this.#tiles = [];
    byId("wall").replaceChildren();
    this.#showReveal();
  }

  /**
   * The places of the wall stay, and tiles move from one to the next: places that were pushed along by a new one would
   * be a shift of the layout. A paused wall that is not full yet is filled at its end, where nothing moves.
   */
  #add(files) {
    for (const tile of this.#tiles) setFlag(tile, "fresh", false);
    const context = { sessionId: this.#sessionId, isRevealed: this.#isRevealed, pictures: this.#pictures };
    for (const file of files) {
      const tile = this.#tiles.length < TILES ? buildTile(this.#pictures) : this.#tiles.pop();
      fillTile(tile, file, context);
      if (this.#isPaused) this.#tiles.push(tile);
      else this.#tiles.unshift(tile);
    }
    this.#place();
  }

  #place() {
    const wall = byId("wall");
    while (wall.childElementCount < this.#tiles.length) wall.append(element("li", { class: "wall-tile" }));
    for (const [place, tile] of this.#tiles.entries())
      if (wall.children[place].firstElementChild !== tile) wall.children[place].replaceChildren(tile);
    if (!wall.querySelector("[tabindex='0']")) this.#makeStop(this.#tiles[0]);
  }

  #setPaused(isPaused) {
    this.#isPaused = isPaused;
    const button = byId("wall-pause");
    setAttribute(button, "aria-pressed", isPaused);
    for (const icon of button.querySelectorAll("[data-when]"))
      setHidden(icon, (icon.dataset.when === "paused") !== isPaused);
  }

  #setRevealed(isRevealed) {
    this.#isRevealed = isRevealed;
    for (const tile of this.#tiles) setFlag(tile, "veiled", "nsfw" in tile.dataset && !isRevealed);
    this.#showReveal();
  }

  #showReveal() {
    setHidden(byId("wall-reveal"), !this.#tiles.some((tile) => "nsfw" in tile.dataset));
    setAttribute(byId("wall-reveal"), "aria-pressed", this.#isRevealed);
  }

  /** The wall is one stop of the Tab key; arrow keys move inside it. */
  #makeStop(link) {
    for (const tile of this.#tiles) setAttribute(tile, "tabindex", tile === link ? 0 : -1);
  }

  #move(event) {
    const shown = this.#tiles.filter((tile) => tile.checkVisibility());
    const place = shown.findIndex((tile) => tile.contains(event.target));
    const next = { Home: 0, End: shown.length - 1 }[event.key] ?? place + (KEYS[event.key] ?? 0);
    if (place < 0 || next === place || !shown[next] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    shown[next].focus();
  }
}

function canHover() {
  return matchMedia("(hover: hover)").matches;
}
