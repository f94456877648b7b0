/* A state that does not add up, saved as a file that a maintainer can work with. */
import { frameLog } from "../live/frame-log-store.js";
import { pageConfig } from "../shared/config.js";
import { byId, element } from "../shared/dom.js";
import { bugReport } from "./redaction.js";

export class BugReport {
  #evidence = null;

  constructor() {
    byId("bug-report").addEventListener("click", () => this.#save());
  }

  /** Keeps the first state in which something was wrong, and the events that led to it. */
  keepEvidence(state, contradictions) {
    this.#evidence = { contradictions, state, frames: frameLog.frames };
  }

  #save() {
    const report = bugReport(this.#evidence, environment(), byId("bug-report-paths").checked);
    const blob = new Blob([JSON.stringify(report, null, 2)], { type: "application/json" });
    const href = URL.createObjectURL(blob);
    element("a", { href, download: `headrace-bug-${this.#evidence.state.session_id}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(href));
  }
}

function environment() {
  return {
    version: pageConfig.version,
    browser: navigator.userAgent,
    transport: document.body.dataset.transport,
    saved_at: new Date().toISOString(),
  };
}
