/* The folder tree: opened lazily, chosen with checkboxes, walked with the keyboard (ARIA tree pattern). */
import { api } from "../shared/api.js";
import { byId, element, fragment, setFlag, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";
import { choice } from "./ingest-options-store.js";
import { treeKey } from "./tree-keys.js";
import { checkedState } from "./tree-selection.js";

const SKELETON_LINES = 3;

/** path → { element, folder, children: paths or null while not loaded } */
const nodes = new Map();

export function startFolderTree() {
  const tree = byId("tree");
  tree.addEventListener("click", pressed);
  tree.addEventListener("keydown", (event) => treeKey(event, { open, close, toggle }));
  tree.addEventListener("focusin", ({ target }) => rove(target.closest("[role=treeitem]")));
  choice.addEventListener("folders", showChecks);
  byId("folders-clear").addEventListener("click", () => choice.clear());
}

/** Reads the roots (again): counts may have changed since. Folders that were open open again. */
export async function loadFolders() {
  const tree = byId("tree");
  const opened = [...nodes.values()].filter(isOpen).map(({ folder }) => folder.path);
  if (nodes.size === 0) showSkeleton(tree);
  try {
    const { directories } = await api.directories(null);
    nodes.clear();
    fill(tree, directories, 1);
    if (directories.length === 0) tree.append(note("No folder is served. Start Headrace with --root FOLDER.", 1));
    await openAgain(opened.length ? opened : firstRoot(directories));
  } catch (error) {
    tree.replaceChildren(note(`${error.message} ${error.cure ?? ""}`, 1, "error"), retryNote());
  }
  rove(tree.querySelector("[role=treeitem]"));
}

function firstRoot(directories) {
  return directories.length === 1 && directories[0].has_children ? [directories[0].path] : [];
}

async function openAgain(paths) {
  for (const path of paths) if (nodes.has(path)) await open(nodes.get(path).element, { isAgain: true });
}

function fill(list, directories, level) {
  list.replaceChildren(...directories.map((folder, place) => build(folder, level, place, directories.length)));
}

function build(folder, level, place, size) {
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
  nodes.set(folder.path, { element: item, folder, children: null });
  showCheck(folder.path);
  return item;
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

// ---- opening

async function open(item, { isAgain = false } = {}) {
  const node = nodes.get(item.dataset.path);
  if (!item.hasAttribute("aria-expanded") || isOpen(node)) return;
  const list = item.querySelector("[role=group]");
  const level = Number(item.getAttribute("aria-level")) + 1;
  if (node.children === null) await load(item, node, list, level);
  item.setAttribute("aria-expanded", "true");
  list.hidden = false;
  if (!isAgain) showChecks();
}

async function load(item, node, list, level) {
  item.setAttribute("aria-busy", "true");
  try {
    const { directories } = await api.directories(node.folder.path);
    node.children = directories.map(({ path }) => path);
    fill(list, directories, level);
    if (directories.length === 0) list.append(note("No folders inside.", level));
  } catch (error) {
    list.replaceChildren(note(`${error.message} ${error.cure ?? ""}`, level, "error"));
  } finally {
    item.removeAttribute("aria-busy");
  }
}

function close(item) {
  if (!isOpen(nodes.get(item.dataset.path))) return;
  item.setAttribute("aria-expanded", "false");
  item.querySelector("[role=group]").hidden = true;
}

function isOpen({ element: item }) {
  return item.getAttribute("aria-expanded") === "true";
}

// ---- choosing

function pressed({ target }) {
  const item = target.closest("[role=treeitem]");
  if (!item || !target.closest(".node-row")) return;
  if (!target.closest(".node-twist")) toggle(item);
  else if (isOpen(nodes.get(item.dataset.path))) close(item);
  else open(item);
  item.focus({ preventScroll: true });
}

function toggle(item) {
  choice.toggle(item.dataset.path, (path) => nodes.get(path)?.children ?? []);
}

function showChecks() {
  for (const path of nodes.keys()) showCheck(path);
  const chosen = choice.folders.size;
  setText(byId("folders-chosen"), chosen === 0 ? "none chosen" : `${count(chosen)} chosen`);
  byId("folders-clear").hidden = chosen === 0;
}

function showCheck(path) {
  const item = nodes.get(path).element;
  const state = checkedState(choice.folders, path, choice.options.recursive);
  item.setAttribute("aria-checked", state);
  const box = item.querySelector(".node-box");
  box.checked = state === "true";
  box.indeterminate = state === "mixed";
}

// ---- small things

function rove(item) {
  if (!item) return;
  for (const other of byId("tree").querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
  item.tabIndex = 0;
}

function note(text, level, kind = "plain") {
  const line = fragment("tree-note");
  line.dataset.kind = kind;
  line.style.setProperty("--level", level);
  line.querySelector("span").textContent = text;
  return line;
}

function retryNote() {
  const button = element("button", { class: "button", type: "button", text: "Try again" });
  button.addEventListener("click", () => loadFolders());
  return element("li", { class: "tree-note", role: "none" }, button);
}

function showSkeleton(tree) {
  tree.replaceChildren(
    ...Array.from({ length: SKELETON_LINES }, () => element("li", { class: "tree-skeleton", role: "none" })),
  );
}
