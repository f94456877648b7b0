/* What a bug report contains. It never contains a file's content. Names, paths and all other text that does not come
   from Headrace itself are included only if the user agrees. Pure. */

const LEFT_OUT = "(left out)";
const UNTRUSTED_TEXTS = new Set([
  "current_file",
  "message",
  "discovery_message",
  "path",
  "file",
  "reason",
  "next_folder",
]);

/** `frames`: `{ type, data, at }`, oldest first; `environment`: versions and the like. */
export function bugReport({ contradictions, state, frames }, environment, withPaths) {
  const report = { report: "Headrace: a state that does not add up", ...environment, contradictions };
  if (withPaths) return { ...report, state, frames };
  return {
    ...report,
    state: withoutTexts(state),
    frames: frames.map((frame) => ({ ...frame, data: withoutText(frame.data) })),
  };
}

/** Returns a frame's data, in whichever format, without untrusted text. */
export function withoutText(data) {
  if (data.startsWith("{")) return JSON.stringify(withoutTexts(JSON.parse(data)));
  if (!data.startsWith("[")) return data.replace(/['"].*$/su, (name) => `${name[0]}${LEFT_OUT}`);
  const [at, , step] = JSON.parse(data);
  return JSON.stringify([at, LEFT_OUT, step, LEFT_OUT]);
}

function withoutTexts(value) {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, inner]) => [name, redacted(name, inner)]));
}

function redacted(name, value) {
  return UNTRUSTED_TEXTS.has(name) && value ? LEFT_OUT : withoutTexts(value);
}
