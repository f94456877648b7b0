/* The options: pattern with presets, switches, the NSFW threshold. */

import { pageConfig } from "../shared/config.js";
import { byId, setFlag, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { ingestOptions } from "./ingest-options-store.js";
import { patternProblem, presetFor, presetsOf } from "./pattern.js";

const SWITCHES = [
  "recursive",
  "skip_existing",
  "extract_metadata",
  "extract_keywords",
  "import_scores",
  "read_pixels",
  "enable_nsfw_detection",
];

const presets = presetsOf(pageConfig.defaults.pattern);

export function startOptionsForm() {
  const form = byId("options");
  fillIn(form);
  showNsfw(form);
  form.addEventListener("input", () => readForm(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  ingestOptions.addEventListener("replaced", () => showReplaced(form));
  byId("presets").addEventListener("change", ({ target }) => usePreset(form, target.value));
}

/** Returns what keeps the session from starting; empty when nothing does. */
export function optionsProblem() {
  return patternProblem(ingestOptions.options.pattern) || (maxFilesProblem() && translate("start-most-invalid"));
}

function fillIn(form) {
  const { elements } = form;
  for (const name of SWITCHES) elements[name].checked = ingestOptions.options[name];
  elements.pattern.value = ingestOptions.options.pattern;
  elements.max_files.value = ingestOptions.options.max_files ?? "";
  elements.nsfw_threshold.value = ingestOptions.options.nsfw_threshold;
  showPreset(form);
  showThreshold();
}

/** A preset may ask for NSFW scores on a server that has no model. */
function showReplaced(form) {
  if (!pageConfig.nsfw.available) ingestOptions.setOption("enable_nsfw_detection", false);
  fillIn(form);
  showProblems();
}

function usePreset(form, name) {
  if (name === "custom") return form.elements.pattern.focus();
  form.elements.pattern.value = presets[name];
  return readForm(form);
}

function readForm(form) {
  const { elements } = form;
  for (const name of SWITCHES) ingestOptions.setOption(name, elements[name].checked);
  ingestOptions.setOption("pattern", elements.pattern.value.trim());
  ingestOptions.setOption("max_files", elements.max_files.value === "" ? null : Number(elements.max_files.value));
  ingestOptions.setOption("nsfw_threshold", Number(elements.nsfw_threshold.value));
  showPreset(form);
  showThreshold();
  showProblems();
}

function showProblems() {
  showProblem("pattern", patternProblem(ingestOptions.options.pattern));
  showProblem("max-files", maxFilesProblem());
}

function showPreset(form) {
  // After a press on “Custom” the choice stays there, though the text is still that of a preset.
  if (document.activeElement === form.elements.pattern && form.elements.preset.value === "custom") return;
  form.elements.preset.value = presetFor(ingestOptions.options.pattern, presets);
}

function showThreshold() {
  const percent = Math.round(ingestOptions.options.nsfw_threshold * 100);
  setText(byId("threshold-value"), translate("read-threshold-value", { percent }));
  const { enable_nsfw_detection: isScored, read_pixels: isDecoded } = ingestOptions.options;
  const isOff = !isScored || !isDecoded;
  byId("options").elements.enable_nsfw_detection.disabled = !pageConfig.nsfw.available || !isDecoded;
  byId("threshold").disabled = isOff;
  setFlag(byId("threshold-field"), "off", isOff);
}

function showNsfw(form) {
  const { available, model, reason } = pageConfig.nsfw;
  setText(byId("nsfw-model"), available ? translate("read-nsfw-model", { model }) : translate("read-nsfw-none"));
  if (available) return;
  const note = byId("nsfw-reason");
  note.hidden = false;
  setText(note, reason);
  form.elements.enable_nsfw_detection.checked = false;
  ingestOptions.setOption("enable_nsfw_detection", false);
  showThreshold();
}

function maxFilesProblem() {
  const { validity } = byId("max-files");
  const { max_files: most } = ingestOptions.options;
  const isFine = !validity.badInput && (most === null || (Number.isInteger(most) && most >= 1));
  return isFine ? "" : translate("files-most-invalid");
}

function showProblem(id, problem) {
  byId(id).setAttribute("aria-invalid", String(Boolean(problem)));
  const line = byId(`${id}-error`);
  line.hidden = !problem;
  setText(line, problem);
}
