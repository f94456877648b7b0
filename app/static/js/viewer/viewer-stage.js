/* The stage: one picture or video, its zoom, and what a hand does with it. */

import { buildMedia } from "../media/file-media.js";
import { byId, setAttribute, setFlag, setHidden, setText } from "../shared/dom.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";
import { ZoomPane } from "../zoom/zoom-pane.js";

const LOADING_MS = 250;
const SWIPE_SHARE = 0.2;
const SWIPE_PX_PER_MS = 0.4;
const CLOSE_PX = 110;
const FADE_PX = 500;

/** Dispatches `swipe` ({ step }), `pull` when the picture was pulled down, `hand` and `shown` when media are loaded. */
export class ViewerStage extends EventTarget {
  #stage = byId("viewer-stage");
  #media = byId("viewer-media");
  #pane = new ZoomPane(this.#stage);
  #file = null;

  constructor() {
    super();
    for (const [id, act] of Object.entries({
      "zoom-in": () => this.#pane.zoomIn(),
      "zoom-out": () => this.#pane.zoomOut(),
      "zoom-percent": () => this.#pane.toggle(),
      "detail-reveal": () => this.#veil(false),
    }))
      byId(id).addEventListener("click", act);
    this.#pane.addEventListener("change", () => this.#showZoom());
    this.#pane.addEventListener("hand", () => this.#dispatch("hand"));
    this.#pane.addEventListener("drag", ({ detail }) => this.#follow(detail.way));
    this.#pane.addEventListener("release", ({ detail }) => this.#release(detail));
    new ResizeObserver(() => this.#showZoom()).observe(this.#stage);
  }

  get video() {
    return this.#media.querySelector("video");
  }

  get pane() {
    return this.#pane;
  }

  /** Shows `file`, veiled where it has to be. */
  show(file) {
    this.#file = file;
    const { element, picture, ready } = buildMedia(file);
    this.#follow({ x: 0, y: 0 });
    this.#giveUp();
    this.#media.replaceChildren(element);
    this.#say("");
    this.#veil(Boolean(file.nsfw?.is_nsfw) && !isRevealed());
    if (picture && file.width && file.height) this.#pane.show(picture, { width: file.width, height: file.height });
    else this.#pane.clear();
    this.#showZoom();
    this.#await(file, picture, ready);
  }

  /** What is still being loaded is no longer wanted. */
  #giveUp() {
    for (const media of this.#media.querySelectorAll("img, video")) media.removeAttribute("src");
    this.#media.querySelector("video")?.load();
  }

  /** Nothing is shown any more. A video stops, and the next file is shown whole. */
  clear() {
    this.#file = null;
    this.#giveUp();
    this.#media.replaceChildren();
    this.#pane.clear();
    this.#pane.reset();
    this.#say("");
  }

  async #await(file, picture, ready) {
    const busy = setTimeout(() => file === this.#file && setFlag(this.#stage, "loading", true), LOADING_MS);
    const { size, note } = await ready;
    clearTimeout(busy);
    if (file !== this.#file) return;
    setFlag(this.#stage, "loading", false);
    if (picture?.isConnected && size && !(file.width && file.height)) this.#pane.show(picture, size);
    else if (picture && !picture.isConnected) this.#pane.clear();
    this.#say(note);
    this.#showZoom();
    this.#dispatch("shown");
  }

  #showZoom() {
    const { percent } = this.#pane;
    setHidden(byId("zoom-percent"), percent === null);
    for (const id of ["zoom-in", "zoom-out"]) byId(id).disabled = percent === null;
    if (percent === null) return;
    setText(byId("zoom-percent"), translate("zoom-percent", { percent }));
    const label = this.#pane.isFitted
      ? translate("zoom-to-actual", { percent })
      : translate("zoom-to-fit", { percent });
    setAttribute(byId("zoom-percent"), "aria-label", label);
  }

  #say(note) {
    setText(byId("viewer-note-text"), note);
    setHidden(byId("viewer-note"), note === "" && byId("viewer-retry").hidden);
  }

  /** Shows that the file can be read again. */
  offerRetry(isPossible) {
    byId("viewer-retry").hidden = !isPossible;
    setHidden(byId("viewer-note"), byId("viewer-note-text").textContent === "" && !isPossible);
  }

  #veil(isOn) {
    setFlag(byId("detail"), "veiled", isOn);
    byId("detail-reveal").hidden = !isOn;
  }

  // ---- Swiping

  /** The picture goes with the finger: sideways to another file, or down to close. */
  #follow({ x, y }) {
    const isSideways = Math.abs(x) > Math.abs(y);
    const down = isSideways ? 0 : Math.max(0, y);
    this.#media.style.transform = x === 0 && down === 0 ? "" : `translate(${isSideways ? x : 0}px, ${down}px)`;
    this.#media.style.opacity = down === 0 ? "" : String(Math.max(0.3, 1 - down / FADE_PX));
  }

  #release({ way, speed, isTouch }) {
    this.#follow({ x: 0, y: 0 });
    if (!isTouch) return;
    const isSideways = Math.abs(way.x) > Math.abs(way.y);
    const isFar = Math.abs(way.x) > this.#stage.clientWidth * SWIPE_SHARE;
    const isFast = Math.abs(speed.x) > SWIPE_PX_PER_MS && speed.x * way.x > 0;
    if (isSideways && (isFar || isFast)) this.#dispatch("swipe", { step: way.x < 0 ? +1 : -1 });
    else if (!isSideways && way.y > CLOSE_PX) this.#dispatch("pull");
  }

  #dispatch(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
