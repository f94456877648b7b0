/* The Start button: says what it will do, does it, and moves on at once. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { go } from "../shared/route.js";
import { showError } from "../shared/toasts.js";
import { estimate } from "./file-types.js";
import { choice } from "./ingest-options-store.js";
import { optionsProblem } from "./options-form.js";

let isStarting = false;

export function startStartButton() {
  byId("start").addEventListener("click", () => startProcessing());
  choice.addEventListener("change", showSummary);
  estimate.addEventListener("change", showSummary);
  showSummary();
}

export async function startProcessing() {
  if (isStarting || problem()) return;
  setBusy(true);
  try {
    const { session_id: sessionId } = await api.process(choice.parameters);
    session.open(sessionId, { isNew: true });
    choice.clear();
    go({ step: "process", sessionId });
  } catch (error) {
    showError(error);
  } finally {
    setBusy(false);
  }
}

function problem() {
  return choice.folders.size === 0 ? "Choose at least one folder." : optionsProblem();
}

function showSummary() {
  const hindrance = problem();
  setText(byId("start-summary"), hindrance || summary());
  byId("start").disabled = Boolean(hindrance) || isStarting;
}

function summary() {
  const folders = plural(choice.folders.size, "folder");
  if (estimate.value === null) return `${folders}, counting …`;
  const { files, isExact } = estimate.value;
  const most = choice.options.max_files;
  const limit = most !== null && most < files ? `, at most ${count(most)} of them new` : "";
  return `${folders}, ${isExact ? "" : "about "}${plural(files, "file")}${limit}`;
}

function setBusy(isBusy) {
  isStarting = isBusy;
  byId("start").setAttribute("aria-busy", String(isBusy));
  showSummary();
}
