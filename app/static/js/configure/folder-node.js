/* The items of the folder tree: their markup, their labels, and the lines that stand in for folders. */
import { element, fragment, setFlag } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const SKELETON_LINES = 3;
const EMPTIED = translate("folder-emptied");
const AWAY = {
  away: translate("folder-away"),
  forbidden: translate("folder-forbidden"),
};

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
  item.querySelector(".node-box").setAttribute("aria-label", translate("folder-choose", { name: folder.name }));
  const name = item.querySelector(".node-name");
  name.textContent = folder.name;
  name.title = folder.path;
  if (isAway(folder)) showAway(item, folder);
  else showBadge(item.querySelector(".badge"), folder);
  return item;
}

/** Whether the folder cannot be read at the moment, which is not the same as being empty. */
export function isAway({ state }) {
  return state === "away" || state === "forbidden";
}

function showAway(item, { name, state }) {
  const words = AWAY[state];
  item.setAttribute("aria-disabled", "true");
  item.setAttribute("aria-label", `${name}. ${words}`);
  item.querySelector(".node-box").disabled = true;
  const badge = item.querySelector(".badge");
  badge.className = "node-away";
  badge.textContent = words;
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
  const button = element("button", { class: "button", type: "button", text: translate("folders-retry") });
  button.addEventListener("click", retry);
  return element("li", { class: "tree-note", role: "none" }, button);
}

export function buildSkeleton() {
  return Array.from({ length: SKELETON_LINES }, () => element("li", { class: "tree-skeleton", role: "none" }));
}

function labelFor({ name, total, ingested, complete }) {
  if (isStrangelyEmpty({ total, ingested, complete })) return `${name}. ${EMPTIED}`;
  const values = { name, files: total, known: ingested };
  return complete ? translate("folder-label", values) : translate("folder-label-open", values);
}

/** An empty folder of which the library has files is more often an unmounted disk than a folder that was emptied. */
function isStrangelyEmpty({ total, ingested, complete }) {
  return complete && total === 0 && ingested > 0;
}

function showBadge(badge, { total, ingested, complete }) {
  if (isStrangelyEmpty({ total, ingested, complete })) {
    badge.className = "node-away";
    badge.textContent = EMPTIED;
    return;
  }
  const all = `${count(total)}${complete ? "" : "+"}`;
  badge.replaceChildren(element("b", { text: count(ingested) }), ` / ${all}`);
  badge.title = translate("folder-known", { known: ingested, files: all });
  setFlag(badge, "full", complete && total > 0 && ingested >= total);
}
