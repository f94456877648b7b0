/* The items of the folder tree: their markup, their labels, and the lines that stand in for folders. */
import { element, fragment, setFlag } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";

const SKELETON_LINES = 3;

/** Builds the item of `folder`, the one at `place` (from 0) of `size` on its level. */
export function buildFolder(folder, { level, place, size }) {
  const item = fragment("folder");
  item.dataset.path = folder.path;
  item.style.setProperty("--level", level);
  item.setAttribute("aria-level", level);
  item.setAttribute("aria-setsize", size);
  item.setAttribute("aria-posinset", place + 1);
  if (folder.has_children) item.setAttribute("aria-expanded", "false");
  item.setAttribute("aria-label", labelFor(folder));
  item.querySelector(".node-box").setAttribute("aria-label", `Choose ${folder.name}`);
  const name = item.querySelector(".node-name");
  name.textContent = folder.name;
  name.title = folder.path;
  showBadge(item.querySelector(".badge"), folder);
  return item;
}

/** `state`: `"true"`, `"mixed"` or `"false"`. */
export function showCheckedState(item, state) {
  item.setAttribute("aria-checked", state);
  const box = item.querySelector(".node-box");
  box.checked = state === "true";
  box.indeterminate = state === "mixed";
}

export function buildNote(text, level, kind = "plain") {
  const line = fragment("tree-note");
  line.dataset.kind = kind;
  line.style.setProperty("--level", level);
  line.querySelector("span").textContent = text;
  return line;
}

export function buildRetry(retry) {
  const button = element("button", { class: "button", type: "button", text: "Try again" });
  button.addEventListener("click", retry);
  return element("li", { class: "tree-note", role: "none" }, button);
}

export function buildSkeleton() {
  return Array.from({ length: SKELETON_LINES }, () => element("li", { class: "tree-skeleton", role: "none" }));
}

function labelFor({ name, total, ingested, complete }) {
  return `${name}, ${complete ? "" : "at least "}${plural(total, "file")}, ${count(ingested)} in the library`;
}

function showBadge(badge, { total, ingested, complete }) {
  const all = `${count(total)}${complete ? "" : "+"}`;
  badge.replaceChildren(element("b", { text: count(ingested) }), ` / ${all}`);
  badge.title = `${count(ingested)} of ${all} files are in the library`;
  setFlag(badge, "full", complete && total > 0 && ingested >= total);
}
