/* Stacks: variations (the same prompt, workflow or seed) folded into one card, and one stack opened. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { byId, setText } from "../shared/dom.js";
import { formatRoute, go } from "../shared/route.js";
import { translate } from "../texts/translate.js";

const KEY = "headrace.fold";

export class Stacks {
  #list;
  #opened = "";
  #backTo = "";
  #returningFrom = "";
  /* Neither an opened stack nor the group of gone files can be folded. */
  #isPossible = true;

  /** `list`: the preview's list. */
  constructor(list) {
    this.#list = list;
    byId("fold").checked = remembered();
    list.isFolding = byId("fold").checked;
    byId("fold").addEventListener("change", () => this.#fold(byId("fold").checked));
    byId("stack-apply").addEventListener("click", () => commitPlan.choose("apply", { stack: this.#opened }));
    byId("stack-leave").addEventListener("click", () => commitPlan.choose("leave", { stack: this.#opened }));
    commitPlan.addEventListener("change", () => this.#showSwitch());
  }

  /** Opens a stack at an address of its own, so that the browser's Back leaves it. */
  open({ key }) {
    this.#backTo = location.hash;
    go({ step: "preview", sessionId: this.#list.sessionId, query: { stack: key } });
  }

  /** The list has files: shows the bar of an opened stack, and moves the focus on entering and leaving it. */
  show() {
    const { sessionId, view, total } = this.#list;
    const { group, stack } = view;
    this.#isPossible = stack === "" && group !== "gone";
    this.#showSwitch();
    byId("stack-bar").hidden = stack === "";
    byId("stack-back").href = this.#backTo || formatRoute({ step: "preview", sessionId });
    if (stack) setText(byId("stack-title"), translate("preview-stack", { files: total }));
    if (stack !== this.#opened) this.#moveFocus(stack);
  }

  #fold(isOn) {
    this.#list.isFolding = isOn;
    remember(isOn);
    this.#list.change({});
  }

  #moveFocus(stack) {
    if (stack) byId("stack-title").focus({ preventScroll: true });
    else document.querySelector(`[data-stack="${CSS.escape(this.#returningFrom)}"] .file-open`)?.focus();
    this.#returningFrom = stack;
    this.#opened = stack;
  }

  #showSwitch() {
    const { plan } = commitPlan;
    const isUseful = plan !== null && (plan.stacks > 0 || this.#list.isFolding);
    byId("fold-row").hidden = !this.#isPossible || !isUseful;
  }
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
