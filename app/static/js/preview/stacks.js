/* Batch siblings (the same prompt, workflow or seed) folded into one card, and one stack opened. */

import { preview } from "../commit/commit-plan-store.js";
import { byId, setText } from "../shared/dom.js";
import { plural } from "../shared/format.js";
import { formatRoute, go } from "../shared/route.js";

const KEY = "headrace.fold";

let opened = "";
let back = "";
let returning = "";
/* Neither an opened stack nor what is gone can be folded. */
let isPossible = true;

/** `refold()` when the switch was pressed, `choose(choice, { stack })` for a whole stack. */
export function startStacks({ refold, choose }) {
  byId("fold").checked = remembered();
  byId("fold").addEventListener("change", () => {
    remember(byId("fold").checked);
    refold();
  });
  byId("stack-apply").addEventListener("click", () => choose("apply", { stack: opened }));
  byId("stack-leave").addEventListener("click", () => choose("leave", { stack: opened }));
  preview.addEventListener("change", showSwitch);
}

export function isFolding() {
  return byId("fold").checked;
}

/** Opens a stack as a place of its own, so that the browser's Back leads out of it. */
export function openStack(sessionId, { key }) {
  back = location.hash;
  go({ step: "preview", sessionId, query: { stack: key } });
}

/** Once a page of files is shown: the stack's bar, and the focus where the reader goes in or comes out. */
export function showStack(sessionId, { group, stack }, files) {
  isPossible = stack === "" && group !== "gone";
  showSwitch();
  byId("stack-bar").hidden = stack === "";
  byId("stack-back").href = back || formatRoute({ step: "preview", sessionId });
  if (stack) setText(byId("stack-title"), `A stack of ${plural(files, "file")}`);
  if (stack !== opened) move(stack);
}

function move(stack) {
  if (stack) byId("stack-title").focus({ preventScroll: true });
  else document.querySelector(`[data-stack="${CSS.escape(returning)}"] .file-open`)?.focus();
  returning = stack;
  opened = stack;
}

function showSwitch() {
  byId("fold-row").hidden = !isPossible || !preview.document || (preview.document.stacks === 0 && !isFolding());
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch (error) {
    console.info("Folding is not remembered: storage is not allowed.", error.name);
    return false;
  }
}

function remember(isOn) {
  try {
    localStorage.setItem(KEY, isOn ? "yes" : "no");
  } catch (error) {
    console.info("Folding lasts only for this page: storage is not allowed.", error.name);
  }
}
