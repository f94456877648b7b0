/* A stage on which a picture can be zoomed and moved. Several can be linked: then they show the same part. */
import { setFlag } from "../shared/dom.js";
import { Gestures } from "./gestures.js";
import {
  actualScale,
  arrowMove,
  bounded,
  cornerOf,
  fitted,
  fittingScale,
  hasSquarePixels,
  isActual,
  isFitted,
  isLarger,
  modeOf,
  panned,
  percent,
  transferred,
  viewOfNext,
  zoomed,
} from "./zoom-view.js";

const STEP = 1.5;

/**
 * Dispatches `change` when the view changes, `drag` ({ way, isTouch }) and `release` ({ way, speed, isTouch }) while a
 * picture that is wholly visible is dragged, and `hand` when the user begins anything. `data-fitted`, `data-movable`
 * and `data-squares` on the stage say what is shown.
 */
export class ZoomPane extends EventTarget {
  #stage;
  #picture = null;
  #size = null;
  #view = null;
  /* Whether the view is to stay fitted, or at one to one, when the stage or the picture changes. */
  #mode = "fit";
  #gestures;

  constructor(stage) {
    super();
    this.#stage = stage;
    this.#gestures = new Gestures(stage, {
      onStart: () => this.#dispatch("hand"),
      onZoom: (factor, point) => this.#view && this.#zoom(this.#view.scale * factor, point),
      onDrag: (way, move, how) => this.#drag(way, move, how),
      onDragEnd: (way, how) => this.isMovable || this.#dispatch("release", { way, ...how }),
      onDouble: (point) => this.toggle(point),
    });
    new ResizeObserver(() => this.#resized()).observe(stage);
  }

  /** Shows `picture`, an element, as one of `size` pixels. Keeps the zoom where that makes sense. */
  show(picture, size) {
    const before = this.#size;
    this.#gestures.cancel();
    this.#picture = picture;
    this.#size = size;
    if (this.#isReady) this.#take(viewOfNext({ view: this.#view, mode: this.#mode }, before, this.#space));
    this.#paint();
  }

  /** Nothing that can be zoomed is shown. */
  clear() {
    this.#gestures.cancel();
    this.#picture = null;
    this.#paint();
  }

  /** Forgets the zoom: the next picture is shown whole. */
  reset() {
    this.#mode = "fit";
    this.#view = null;
  }

  get isMovable() {
    return this.#isReady && isLarger(this.#view, this.#space);
  }

  get isFitted() {
    return !this.#isReady || isFitted(this.#view, this.#space);
  }

  get isActual() {
    return this.#isReady && isActual(this.#view, this.#space);
  }

  /** Device pixels per pixel of the file, in percent; null when nothing can be zoomed. */
  get percent() {
    return this.#isReady ? percent(this.#view, this.#space) : null;
  }

  /** What a linked pane needs to show the same part. */
  get state() {
    return this.#isReady ? { view: this.#view, space: this.#space, mode: this.#mode } : null;
  }

  /** Shows the part that another pane shows, without an event. */
  follow({ view, space, mode }) {
    if (!this.#isReady) return;
    this.#take({ view: transferred(view, space, this.#space), mode });
    this.#paint();
  }

  zoomIn() {
    this.#zoomBy(STEP);
  }

  zoomOut() {
    this.#zoomBy(1 / STEP);
  }

  fit() {
    this.#set("fit", (space) => fitted(space));
  }

  /** One pixel of the file for each pixel of the screen. `point` stays where it is. */
  actual(point) {
    this.#set("actual", (space) => zoomed(this.#view, actualScale(space), space, point));
  }

  /** Fitted ↔ one to one. A picture whose fitted size is one to one is enlarged twice instead. */
  toggle(point) {
    if (!this.#isReady) return;
    if (!this.isFitted) this.fit();
    else if (this.isActual) this.#zoom(2 * this.#view.scale, point);
    else this.actual(point);
  }

  /** Moves the picture if `key` is an arrow and there is more to see. Returns whether it was. */
  handleArrow(key) {
    const move = arrowMove(key);
    if (!move || !this.isMovable) return false;
    this.#set(this.#mode, (space) => panned(this.#view, move, space));
    return true;
  }

  get #space() {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    return { picture: this.#size, stage: { width, height }, density: window.devicePixelRatio };
  }

  get #isReady() {
    return this.#picture !== null && this.#size !== null && this.#stage.clientWidth > 0 && this.#stage.clientHeight > 0;
  }

  #take({ view, mode }) {
    this.#view = view;
    this.#mode = mode;
  }

  #resized() {
    if (!this.#isReady) return;
    this.#view = this.#view === null || this.#mode === "fit" ? fitted(this.#space) : bounded(this.#view, this.#space);
    this.#paint();
  }

  #zoomBy(factor) {
    if (this.#isReady) this.#zoom(this.#view.scale * factor);
  }

  /** On its way it stops for a moment at the fitted size, so that this is easy to hit again. */
  #zoom(scale, point) {
    const fitting = fittingScale(this.#space);
    const isOver = (this.#view.scale - fitting) * (scale - fitting) < 0;
    if (isOver) this.fit();
    else this.#set("free", (space) => zoomed(this.#view, scale, space, point));
  }

  #drag(way, move, { isTouch }) {
    if (this.isMovable) this.#set(this.#mode, (space) => panned(this.#view, move, space));
    else if (way && isTouch) this.#dispatch("drag", { way });
  }

  #set(mode, viewOf) {
    if (!this.#isReady) return;
    this.#view = viewOf(this.#space);
    this.#mode = modeOf(this.#view, this.#space, mode);
    this.#paint();
    this.#dispatch("change");
  }

  #paint() {
    setFlag(this.#stage, "fitted", this.isFitted);
    setFlag(this.#stage, "movable", this.isMovable);
    setFlag(this.#stage, "squares", this.#isReady && hasSquarePixels(this.#view, this.#space));
    if (!this.#isReady) return;
    const { left, top } = cornerOf(this.#view, this.#space);
    const { style } = this.#picture;
    style.width = `${this.#size.width}px`;
    style.height = `${this.#size.height}px`;
    style.transform = `translate(${left}px, ${top}px) scale(${this.#view.scale})`;
  }

  #dispatch(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
