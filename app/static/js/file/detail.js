/* One file, large, with all that is known of it. */

import { isEditable } from "../commit/commit-plan-store.js";
import { byId, element, fragment, setFlag, setText } from "../shared/dom.js";
import { splitPath } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { changesParts } from "./detail-changes.js";
import { showDetailChoice, startDetailChoice, turnDetailOver } from "./detail-choice.js";
import { editKey, showEdit, startDetailEdit } from "./detail-edit.js";
import { detailParts } from "./detail-parts.js";

let filesShown = () => [];
let hasMore = () => false;
let askMore = async () => null;
let onShown = () => undefined;
let shown = null;
/* Where `shown` stands among the files; -1: no longer among them. */
let place = -1;
/* A step onto a file that is still on its way, and the steps that were asked for since; null: none. */
let awaited = null;

/**
 * `filesShown()` gives the files that Previous and Next walk through. Where `hasMore(step)`, more may lie before (-1) or
 * behind (+1) them: `askMore(step, place)` fetches these, and resolves to the place to go to, or to null. `onShown(place)`
 * hears which file is shown, `choose` and `fileChanged` hear of choices and edits.
 */
export function startDetail({ choose, fileChanged, ...options }) {
  ({ filesShown, hasMore, askMore, onShown = onShown } = options);
  startDetailChoice(choose);
  startDetailEdit({ fileChanged });
  const dialog = byId("detail");
  byId("detail-close").addEventListener("click", () => dialog.close());
  byId("detail-previous").addEventListener("click", () => walk(-1));
  byId("detail-next").addEventListener("click", () => walk(+1));
  byId("detail-reveal").addEventListener("click", () => veil(false));
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", closed);
  dialog.addEventListener("keydown", keys);
}

export function showDetail(index) {
  const file = filesShown()[index];
  if (!file) return;
  place = index;
  awaited = null;
  fill(file);
  const dialog = byId("detail");
  if (!dialog.open) dialog.showModal();
  onShown(index);
}

/**
 * The files have changed, by what is known of them or by which they are: the one that is shown stays. Where it is no
 * longer among them, `changed(file)` gives what is known of it now.
 */
export function refreshDetail(changed = (file) => file) {
  if (!byId("detail").open) return;
  const files = filesShown();
  if (!files[place] || !isSame(files[place], shown)) place = files.findIndex((file) => isSame(file, shown));
  showFacts(files[place] ?? changed(shown));
  showWalk();
}

/** The reader has gone elsewhere. */
export function closeDetail() {
  awaited = null;
  byId("detail").close();
}

/** Ids count the files of a session apart from those of the library. */
export function isSame(file, other) {
  return file.id === other.id && file.path === other.path;
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("video, [type=text]")) return;
  if (pressed(event.key, event.target)) event.preventDefault();
}

/** Whether the key meant something. Arrows on a choice of scores walk the scores. */
function pressed(key, target) {
  const step = { ArrowLeft: -1, ArrowRight: +1 }[key];
  if (step && !target.matches("[type=radio]")) return (walk(step), true);
  if (key === "x") return (turnDetailOver(), true);
  return editKey(key);
}

/** A step onto a file that is still on its way is taken when it comes: no key is lost to a slow answer. */
async function walk(step) {
  if (awaited) awaited.steps += step;
  else if (canWalk(step)) showDetail(place + step);
  else if (hasMore(step) && place >= 0) await walkOn(step);
}

async function walkOn(step) {
  const waiting = { steps: 0 };
  awaited = waiting;
  const next = await askMore(step, place);
  if (awaited !== waiting) return;
  awaited = null;
  if (!byId("detail").open) return focusCard(next ?? place);
  if (next === null) return showWalk();
  showDetail(next);
  for (let left = waiting.steps; left !== 0; left -= Math.sign(left)) await walk(Math.sign(left));
}

function canWalk(step) {
  return place >= 0 && filesShown()[place + step] !== undefined;
}

/** Says whether there are files before and behind this one. A button that can no longer be pressed gives the focus away. */
export function showWalk() {
  if (awaited) return;
  for (const [name, step] of [
    ["previous", -1],
    ["next", +1],
  ]) {
    const button = byId(`detail-${name}`);
    const isOver = !canWalk(step) && (place < 0 || !hasMore(step));
    if (isOver && button === document.activeElement) byId("detail-close").focus();
    button.disabled = isOver;
  }
}

/** The reader is where the walk has ended, not where it began. A step that waits is taken to its card. */
function closed() {
  byId("detail-media").replaceChildren();
  if (!awaited) focusCard(place);
}

function focusCard(at) {
  const card = document.querySelector(`.file-card[data-place="${at}"]`) ?? document.querySelector(".file-card");
  card?.querySelector(".file-open").focus();
}

function fill(file) {
  setText(byId("detail-name"), file.name);
  setText(byId("detail-path"), splitPath(file.path)[0]);
  byId("detail-media").replaceChildren(media(file));
  showFacts(file);
  byId("detail-body").scrollTop = 0;
  showWalk();
  veil(Boolean(file.nsfw?.is_nsfw) && !isRevealed());
}

function showFacts(file) {
  shown = file;
  showDetailChoice(file);
  byId("detail-changes").replaceChildren(...changesParts(file));
  showEdit(file);
  byId("detail-parts").replaceChildren(...detailParts(file, { isEdited: isEditable(file) }));
}

function veil(isOn) {
  setFlag(byId("detail"), "veiled", isOn);
  byId("detail-reveal").hidden = !isOn;
}

function media(file) {
  if (file.relation === "gone") return remembered(file);
  if (file.outcome === "failed" && !file.thumbnail) return nothing("This file could not be read.");
  return file.kind === "video" ? video(file) : picture(file);
}

/** Formats that a browser does not show (TIFF, HEIC …) fall back to the thumbnail. */
function picture(file) {
  const large = element("img", {
    alt: file.generation?.prompt?.slice(0, 300) ?? file.name,
    width: file.width,
    height: file.height,
    decoding: "async",
  });
  large.addEventListener("error", () => {
    if (file.thumbnail && large.getAttribute("src") !== file.thumbnail) large.src = file.thumbnail;
    else large.replaceWith(nothing("There is no picture to show."));
  });
  large.src = file.original ?? file.thumbnail;
  return large;
}

/** Of a file that is gone the library still has the thumbnail. */
function remembered(file) {
  if (!file.thumbnail) return nothing("This file is no longer on the disk.");
  return element("img", { alt: file.name, src: file.thumbnail, decoding: "async" });
}

function video(file) {
  const player = element("video", {
    controls: "",
    preload: "metadata",
    playsinline: "",
    poster: file.thumbnail,
    width: file.width,
    height: file.height,
  });
  player.addEventListener("error", () => player.replaceWith(nothing("This browser cannot play this video.")));
  player.src = file.original;
  return player;
}

function nothing(text) {
  return element("div", { class: "detail-none" }, fragment("no-picture"), element("p", { text }));
}
