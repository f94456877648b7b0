/* What a hand does on a stage: drags, pinches, double taps, the wheel. Pointer Events only. */

const LOCK_PX = 8;
const TAP_MS = 300;
const TAP_PX = 30;
const LINE_PX = 16;
const PAGE_PX = 400;
const WHEEL = 0.0016;
/* Browsers report the pinch of a touchpad as a wheel with Ctrl, in much smaller steps. */
const WHEEL_PINCH = 0.01;

/**
 * Calls, with points in CSS pixels from the middle of `stage`: `onZoom(factor, point)` · `onDrag({ x, y }, move)` with
 * the way since the start and since the last call · `onDragEnd({ x, y }, { isTouch, speed })` with CSS pixels per
 * millisecond · `onDouble(point)` · `onStart()` when a hand or the wheel begins anything.
 */
export class Gestures {
  #stage;
  #on;
  #pointers = new Map();
  #drag = null;
  #pinch = null;
  #tap = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
  #wasTouch = false;

  constructor(stage, handlers) {
    this.#stage = stage;
    this.#on = handlers;
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.#up(event));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.#doubleClick(event));
    stage.addEventListener("dragstart", (event) => event.preventDefault());
  }

  /** Forgets what the hand is doing: the stage shows something else now. */
  cancel() {
    this.#drag = null;
    this.#pinch = null;
    this.#pointers.clear();
  }

  #down(event) {
    if (!isOfStage(event) || (event.pointerType === "mouse" && event.button !== 0)) return;
    this.#on.onStart();
    this.#wasTouch = event.pointerType !== "mouse";
    this.#pointers.set(event.pointerId, event);
    capture(this.#stage, event.pointerId);
    if (this.#pointers.size === 2) this.#startPinch();
    else if (this.#pointers.size === 1)
      this.#drag = { from: event, last: event, isMoving: false, speed: { x: 0, y: 0 } };
  }

  #move(event) {
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, event);
    if (this.#pinch) this.#movePinch();
    else if (this.#drag) this.#moveDrag(event);
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const drag = this.#drag;
    if (this.#pinch) {
      this.#pinch = null;
      this.#drag = this.#restOfPinch();
    } else if (drag) {
      this.#drag = null;
      if (drag.isMoving) this.#on.onDragEnd(between(drag.from, event), { isTouch: this.#wasTouch, speed: drag.speed });
      else if (event.type === "pointerup" && this.#wasTouch) this.#tapped(event);
    }
  }

  /** The finger that is still down drags on. */
  #restOfPinch() {
    const [left] = this.#pointers.values();
    return left ? { from: left, last: left, isMoving: true, speed: { x: 0, y: 0 } } : null;
  }

  #moveDrag(event) {
    const { from, last } = this.#drag;
    const way = between(from, event);
    if (!this.#drag.isMoving && Math.hypot(way.x, way.y) < LOCK_PX) return;
    this.#drag.isMoving = true;
    const move = between(last, event);
    const elapsed = Math.max(1, event.timeStamp - last.timeStamp);
    this.#drag.speed = { x: move.x / elapsed, y: move.y / elapsed };
    this.#drag.last = event;
    this.#on.onDrag(way, move, { isTouch: this.#wasTouch });
  }

  #startPinch() {
    if (this.#drag?.isMoving) this.#on.onDragEnd({ x: 0, y: 0 }, { isTouch: true, speed: { x: 0, y: 0 } });
    this.#drag = null;
    this.#pinch = this.#fingers();
  }

  #movePinch() {
    const before = this.#pinch;
    const now = this.#fingers();
    this.#pinch = now;
    this.#on.onDrag(null, { x: now.middle.x - before.middle.x, y: now.middle.y - before.middle.y }, { isTouch: true });
    this.#on.onZoom(now.apart / before.apart, now.middle);
  }

  #fingers() {
    const [one, other] = [...this.#pointers.values()].map((event) => this.#point(event));
    return {
      middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
      apart: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)),
    };
  }

  #tapped(event) {
    const { at, x, y } = this.#tap;
    const isSecond = event.timeStamp - at < TAP_MS && Math.hypot(event.clientX - x, event.clientY - y) < TAP_PX;
    this.#tap = { at: isSecond ? Number.NEGATIVE_INFINITY : event.timeStamp, x: event.clientX, y: event.clientY };
    if (isSecond) this.#on.onDouble(this.#point(event));
  }

  /** A double tap is told from pointers, because not every browser makes a double click of it. */
  #doubleClick(event) {
    if (isOfStage(event) && !this.#wasTouch) this.#on.onDouble(this.#point(event));
  }

  #wheel(event) {
    if (event.target.closest("video, [data-scrolls]")) return;
    event.preventDefault();
    this.#on.onStart();
    const pixels = event.deltaY * ([1, LINE_PX, PAGE_PX][event.deltaMode] ?? 1);
    this.#on.onZoom(Math.exp(-pixels * (event.ctrlKey ? WHEEL_PINCH : WHEEL)), this.#point(event));
  }

  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.#stage.getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  }
}

/** The controls on a stage, and a video's own, take their own clicks. */
function isOfStage({ target }) {
  return target.closest("button, a, input, select, video, summary, label") === null;
}

function between(from, to) {
  return { x: to.clientX - from.clientX, y: to.clientY - from.clientY };
}

/** A pointer that is released before its event is handled can no longer be captured; the gesture works without. */
function capture(stage, pointerId) {
  try {
    stage.setPointerCapture(pointerId);
  } catch (error) {
    console.debug("A pointer was not captured.", error.name);
  }
}
