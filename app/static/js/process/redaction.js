/* What a bug report holds: no file's contents, and names, paths and every other stranger's text only if the
   reader wants that. Pure. */

const LEFT_OUT = "(left out)";
const TOLD_BY_STRANGERS = new Set([
  "current_file",
  "message",
  "discovery_message",
  "path",
  "file",
  "reason",
  "next_folder",
]);

/** `frames`: `{ type, data, at }`, oldest first; `surroundings`: versions and the like. */
export function bugReport({ contradictions, state, frames }, surroundings, withPaths) {
  const report = { report: "Headrace: a state that does not add up", ...surroundings, contradictions };
  if (withPaths) return { ...report, state, frames };
  return {
    ...report,
    state: withoutTexts(state),
    frames: frames.map((frame) => ({ ...frame, data: withoutText(frame.data) })),
  };
}

/** A frame's data without strangers' text, whatever its form. */
export function withoutText(data) {
  if (data.startsWith("{")) return JSON.stringify(withoutTexts(JSON.parse(data)));
  if (!data.startsWith("[")) return data.replace(/['"].*$/su, (name) => `${name[0]}${LEFT_OUT}`);
  const [at, , step] = JSON.parse(data);
  return JSON.stringify([at, LEFT_OUT, step, LEFT_OUT]);
}

function withoutTexts(value) {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      TOLD_BY_STRANGERS.has(name) && inner ? LEFT_OUT : withoutTexts(inner),
    ]),
  );
}
