/* The card of one file. Its picture has its size before it is loaded, so nothing jumps. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { isChoosable, isIncluded, isLeftOut, isRemoval, RELATIONS } from "../commit/relations.js";
import { element, fragment, setAttribute, setFlag, setText } from "../shared/dom.js";
import { bytes, clock, count } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";
import { itemSign } from "./item-sign.js";

const THUMBNAIL_PX = 320;
/* Characters at the end of a name that are always shown. */
const NAME_END = 8;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const REJECTED = -1;
/* Most files are new; they have no flag. */
const FLAGGED = new Set(["changed", "moved", "duplicate", "same", "gone"]);

/** Returns the key of what a card shows. A card of the same key is reused, so that its picture does not flicker. */
export function shownKey({ id, relation, outcome, thumbnail, nsfw }) {
  return `${relation === "gone" ? "gone" : outcome} ${id} ${thumbnail ?? ""} ${nsfw?.is_nsfw ?? ""}`;
}

/** Returns the card of a file: `known`, if given. */
export function fileCard(file, place, known = null) {
  const item = known ?? fragment("card");
  item.dataset.place = place;
  if (!known) showFile(item, file);
  fillCard(item, file);
  return item;
}

function showFile(item, file) {
  Object.assign(item.dataset, {
    id: file.id,
    shown: shownKey(file),
    outcome: file.outcome ?? "",
    kind: file.kind ?? "unknown",
  });
  showName(item.querySelector(".file-name"), file);
  showPicture(item, file);
  const media = item.querySelector(".file-media");
  if (file.duration_s) media.append(mark("file-duration", "play", clock(file.duration_s)));
}

/**
 * A long name is cut before its end, which tells files apart. Its two parts would be read as two words. In a name from
 * right to left they would change places, and a number between them its digits: it stays whole.
 */
function showName(box, { name, path }) {
  const isWhole = RIGHT_TO_LEFT.test(name);
  const cut = isWhole ? name.length : Math.max(0, name.length - NAME_END);
  setFlag(box, "whole", isWhole);
  box.replaceChildren(element("span", { text: name.slice(0, cut) }), name.slice(cut));
  box.title = path;
  box.before(element("span", { class: "visually-hidden", text: name }));
}

function mark(name, icon, text) {
  return element("span", { class: name }, fragment(icon), element("span", { text }));
}

/** Shows what may change while the card is shown. */
export function fillCard(item, file) {
  item.querySelector(".file-flags").replaceChildren(...flagsOf(file));
  item.querySelector(".file-meta").replaceChildren(...meta(file));
  showStackOn(item, file);
  showChoice(item, file);
}

function showStackOn(item, { folded, stack }) {
  setFlag(item, "folded", Boolean(folded));
  if (!folded) return;
  item.dataset.stack = stack.key;
  const known = item.querySelector(".file-stack span");
  if (known) setText(known, count(stack.size));
  else item.querySelector(".file-media").append(mark("file-stack", "layers", count(stack.size)));
}

function showChoice(item, file) {
  const box = item.querySelector(".file-choice");
  setFlag(item, "left", isLeftOut(file) && !(file.folded && file.stack.applied > 0));
  setFlag(item, "removing", isRemoval(file));
  box.hidden = !commitPlan.isOpen || !isChoosable(file);
  if (box.hidden) return;
  const isPart = file.folded && file.stack.applied > 0 && file.stack.applied < file.stack.size;
  setAttribute(box, "aria-checked", isPart ? "mixed" : String(isIncluded(file)));
  box.setAttribute("aria-label", boxLabel(file));
  box.title = file.relation === "gone" ? translate("file-remove-hint") : translate("file-take-hint");
  item.querySelector(".file-open").setAttribute("aria-keyshortcuts", "x");
}

function boxLabel({ name, relation, folded, stack }) {
  if (relation === "gone") return translate("file-remove", { name });
  return folded ? translate("file-take-stack", { name, files: stack.size }) : translate("file-take", { name });
}

function showPicture(item, file) {
  if (!file.thumbnail) {
    showMissing(item, file);
    return;
  }
  const [width, height] = thumbnailSize(file);
  const picture = element("img", {
    alt: "",
    width,
    height,
    decoding: "async",
  });
  picture.addEventListener("error", () => {
    picture.remove();
    showMissing(item, file);
  });
  picture.src = file.thumbnail;
  item.querySelector(".file-media").prepend(picture);
  setFlag(item, "nsfw", Boolean(file.nsfw?.is_nsfw));
  setFlag(item, "veiled", Boolean(file.nsfw?.is_nsfw) && !isRevealed());
  if (file.nsfw?.is_nsfw) item.querySelector(".file-media").append(mark("file-veil", "veil", translate("file-nsfw")));
}

/** Where there is no picture, a failed file says why, and one that was not decoded says that. */
function showMissing(item, file) {
  item.dataset.picture = "none";
  const missing = element("span", { class: "file-missing" }, fragment("no-picture"));
  if (file.outcome === "failed")
    missing.append(element("span", { class: "file-reason", text: reasonOf(file), dir: "auto" }));
  if (file.pixels_read === false)
    missing.append(element("span", { class: "file-unread", text: translate("file-unread") }));
  item.querySelector(".file-media").append(missing);
}

function reasonOf({ failures }) {
  return failures[0]?.reason ?? translate("file-failed");
}

/** Pure. */
export function thumbnailSize({ width, height }) {
  if (!width || !height) return [THUMBNAIL_PX, THUMBNAIL_PX];
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Returns a label for a card's picture. */
export function flag(tone, text) {
  const made = element("span", { class: "file-flag", text });
  made.dataset.tone = tone;
  return made;
}

function flagsOf(file) {
  const { outcome, failures, edited } = file;
  const sign = itemSign(file);
  return [
    ...(sign ? [flag("item", sign)] : []),
    ...(outcome === "failed" ? [flag("bad", translate("file-failed"))] : relationFlags(file)),
    ...(outcome !== "failed" && failures.length ? [flag("warn", translate("file-warning"))] : []),
    ...(file.hidden ? [flag("skip", translate("file-hidden"))] : []),
    ...(file.isRemoved ? [flag("bad", translate("file-taken-out"))] : []),
    ...(edited?.length ? [flag("edited", translate("file-edited"))] : []),
  ];
}

function relationFlags(file) {
  const { outcome, relation } = file;
  if (isRemoval(file)) return [flag("bad", translate("file-removed"))];
  if (isLeftOut(file)) return [flag("skip", translate("file-excluded"))];
  if (outcome === "skipped" && relation !== "changed") return [flag("skip", translate("file-skipped"))];
  return FLAGGED.has(relation) ? [flag(relation, RELATIONS[relation].flag)] : [];
}

function meta(file) {
  if (file.outcome === "failed") return [element("span", { text: bytes(file.size) })];
  const size = file.width ? `${file.width} × ${file.height}` : bytes(file.size);
  return [element("span", { text: size }), ...score(file)];
}

function score({ score: value, favourite }) {
  if (value === null && !favourite) return [];
  if (value === REJECTED) return [element("span", { text: translate("file-score-rejected") })];
  const stars = element(
    "span",
    {
      class: "stars",
      title: value === null ? translate("file-favourite") : translate("file-score-title", { score: value }),
    },
    fragment(value === null ? "heart" : "star"),
  );
  if (value !== null) stars.append(String(value));
  return [stars];
}
