/* A state that does not add up, saved as a file that a maintainer can work with. */

import { recentFrames } from "../live/frame-log-store.js";
import { pageConfig } from "../shared/config.js";
import { byId } from "../shared/dom.js";
import { bugReport } from "./redaction.js";

let evidence = null;

export function startBugReport() {
  byId("bug-report").addEventListener("click", save);
}

/** The state in which something was wrong first, and how it came about. */
export function keepEvidence(document, contradictions) {
  evidence = { contradictions, state: document, frames: recentFrames() };
}

function save() {
  const surroundings = {
    version: pageConfig.version,
    browser: navigator.userAgent,
    transport: document.body.dataset.transport,
    saved_at: new Date().toISOString(),
  };
  const text = JSON.stringify(bugReport(evidence, surroundings, byId("bug-report-paths").checked), null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `headrace-bug-${evidence.state.session_id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
