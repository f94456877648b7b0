/* A state that does not add up, saved as a file that a maintainer can work with. It holds no file's contents,
   and names, paths and every other stranger's text only if the reader ticks that. */
import { pageConfig } from "./config.js";
import { byId } from "./dom.js";
import { recentFrames } from "./frame-log.js";

const LEFT_OUT = "(left out)";
const TOLD_BY_STRANGERS = new Set(["current_file", "message", "path", "file", "reason", "next_folder"]);

let evidence = null;

export function startBugReport() {
  byId("bug-report").addEventListener("click", save);
}

/** The state in which something was wrong first, and how it came about. */
export function keepEvidence(document, contradictions) {
  evidence = { contradictions, state: document, frames: recentFrames() };
}

/** Pure. `frames`: `{ type, data, at }`, oldest first; `surroundings`: versions and the like. */
export function bugReport({ contradictions, state, frames }, surroundings, withPaths) {
  const report = { report: "Headrace: a state that does not add up", ...surroundings, contradictions };
  if (withPaths) return { ...report, state, frames };
  return { ...report, state: withoutTexts(state), frames: frames.map((frame) => ({ ...frame, data: withoutText(frame.data) })) };
}

/** A frame's data without strangers' text, whatever its form. Pure. */
export function withoutText(data) {
  if (data.startsWith("{")) return JSON.stringify(withoutTexts(JSON.parse(data)));
  if (!data.startsWith("[")) return data.replace(/['"].*$/su, (name) => `${name[0]}${LEFT_OUT}`);
  const [at, , step] = JSON.parse(data);
  return JSON.stringify([at, LEFT_OUT, step, LEFT_OUT]);
}

function withoutTexts(value) {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, TOLD_BY_STRANGERS.has(name) && inner ? LEFT_OUT : withoutTexts(inner)]));
}

function save() {
  const surroundings = { version: pageConfig.version, browser: navigator.userAgent, transport: document.body.dataset.transport, saved_at: new Date().toISOString() };
  const text = JSON.stringify(bugReport(evidence, surroundings, byId("bug-report-paths").checked), null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `headrace-bug-${evidence.state.session_id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
