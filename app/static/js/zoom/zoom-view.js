/* Where a picture stands on its stage, as values: { scale, x, y }. `scale` is CSS pixels per pixel of the file; `x` and
   `y` say which point of the picture, as a share of its width and height, is in the middle of the stage. So a view
   means the same on a stage of another size, and on the stage of another picture. A `space` is
   { picture, stage, density }: two sizes, and how many device pixels a CSS pixel has. Pure. */

/* A picture is enlarged to fill the stage, but a pixel of it never gets larger than this many CSS pixels by itself. */
const MOST_ENLARGED = 32;
/* How far one can zoom in: device pixels per pixel of the file, and how many times the fitted size. */
const MOST_PIXELS = 16;
const MOST_TIMES = 4;
/* From this on the pixels of the file are shown as squares. */
const SQUARES_FROM = 3;
const CENTRE = 0.5;
const ARROW_PX = 80;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ROUNDING = 1.001;

/** Returns the scale at which the whole picture is visible. */
export function fittingScale({ picture, stage }) {
  const filling = Math.min(stage.width / picture.width, stage.height / picture.height);
  return Math.min(filling, MOST_ENLARGED);
}

/** Returns the scale at which each pixel of the file is a pixel of the screen. */
export function actualScale({ density }) {
  return 1 / density;
}

/** Returns the view of the whole picture. */
export function fitted(space) {
  return { scale: fittingScale(space), x: CENTRE, y: CENTRE };
}

/** Returns `view` at `scale`. What is at `point`, CSS pixels from the middle of the stage, stays there. */
export function zoomed(view, scale, space, point = { x: 0, y: 0 }) {
  const next = Math.min(Math.max(scale, leastScale(space)), mostScale(space));
  const shift = (from, length) => (from / length) * (1 / view.scale - 1 / next);
  const { width, height } = space.picture;
  return bounded({ scale: next, x: view.x + shift(point.x, width), y: view.y + shift(point.y, height) }, space);
}

/** Returns `view` with the picture moved by so many CSS pixels. */
export function panned(view, move, space) {
  const { width, height } = space.picture;
  const x = view.x - move.x / (width * view.scale);
  const y = view.y - move.y / (height * view.scale);
  return bounded({ ...view, x, y }, space);
}

/** Returns how an arrow key moves the picture, in CSS pixels; null for other keys. */
export function arrowMove(key) {
  const [x, y] = ARROWS[key] ?? [];
  return x === undefined ? null : { x: x * ARROW_PX, y: y * ARROW_PX };
}

/** Returns the view in which no side of the stage is empty while the picture has more to show. */
export function bounded({ scale, x, y }, { picture, stage }) {
  return {
    scale,
    x: boundedCentre(x, picture.width * scale, stage.width),
    y: boundedCentre(y, picture.height * scale, stage.height),
  };
}

function boundedCentre(centre, shown, available) {
  if (shown <= available) return CENTRE;
  const margin = available / shown / 2;
  return Math.min(Math.max(centre, margin), 1 - margin);
}

/** Returns the view of another picture, or of another stage, that shows the same part. */
export function transferred(view, from, to) {
  const times = view.scale / fittingScale(from);
  return bounded({ ...view, scale: fittingScale(to) * times }, to);
}

/**
 * Returns `{ view, mode }` for the next picture in a space. `mode` is "fit", "actual" or "free"; `before`: the size of
 * the picture before. What was fitted or at one to one stays so; any other zoom stays for pictures of the same size.
 */
export function viewOfNext({ view, mode }, before, space) {
  const isAlike = before?.width === space.picture.width && before?.height === space.picture.height;
  if (view === null || mode === "fit" || (mode === "free" && !isAlike)) return { view: fitted(space), mode: "fit" };
  const scale = mode === "actual" ? actualScale(space) : view.scale;
  return { view: bounded({ ...view, scale }, space), mode };
}

/** Returns the mode that a view is in: `mode`, unless it is fitted or at one to one. */
export function modeOf(view, space, mode) {
  if (isFitted(view, space)) return "fit";
  return isActual(view, space) ? "actual" : mode;
}

export function isFitted({ scale }, space) {
  return Math.abs(scale / fittingScale(space) - 1) < ROUNDING - 1;
}

export function isActual({ scale }, space) {
  return Math.abs(scale / actualScale(space) - 1) < ROUNDING - 1;
}

/** Whether a part of the picture is outside the stage. */
export function isLarger({ scale }, { picture, stage }) {
  return picture.width * scale > stage.width * ROUNDING || picture.height * scale > stage.height * ROUNDING;
}

/** Whether the pixels of the file are shown as squares. */
export function hasSquarePixels({ scale }, { density }) {
  return scale * density >= SQUARES_FROM;
}

/** `100`: device pixels per pixel of the file. */
export function percent({ scale }, { density }) {
  const value = scale * density * 100;
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** Returns where the picture's upper left corner is: CSS pixels from the stage's, on whole device pixels. */
export function cornerOf({ scale, x, y }, { picture, stage, density }) {
  const whole = (value) => Math.round(value * density) / density;
  return {
    left: whole(stage.width / 2 - x * picture.width * scale),
    top: whole(stage.height / 2 - y * picture.height * scale),
  };
}

function leastScale(space) {
  return Math.min(fittingScale(space), actualScale(space));
}

function mostScale(space) {
  return Math.max(MOST_PIXELS / space.density, fittingScale(space) * MOST_TIMES);
}
