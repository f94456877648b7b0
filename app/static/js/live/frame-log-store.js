/* The newest events as they arrived, for a bug report. Text only; nothing is decoded or copied. */

const KEPT = 120;

const frames = [];
let next = 0;

export function noteFrame(type, data) {
  frames[next % KEPT] = { type, data, at: Date.now() };
  next += 1;
}

/** Oldest first. */
export function recentFrames() {
  return [...frames.slice(next % KEPT), ...frames.slice(0, next % KEPT)].filter(Boolean);
}
