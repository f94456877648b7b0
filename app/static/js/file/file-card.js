/* The card of one file. Its picture has its size before it is loaded, so nothing jumps. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { isChoosable, isIncluded, isLeftOut, isRemoval, RELATIONS } from "../commit/relations.js";
import { element, fragment, setAttribute, setFlag, setText } from "../shared/dom.js";
import { bytes, clock, count, plural } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";

const THUMBNAIL_PX = 320;
const EAGER = 12;
const REJECTED = -1;
/* Most files are new; they have no flag. */
const FLAGGED = new Set(["changed", "moved", "duplicate", "same", "gone"]);

/** Returns the key of what a card shows. A card of the same key is reused, so that its picture does not flicker. */
export function shownKey({ id, relation, outcome, thumbnail, nsfw }) {
  return `${relation === "gone" ? "gone" : outcome} ${id} ${thumbnail ?? ""} ${nsfw?.is_nsfw ?? ""}`;
}

/** Returns the card of a file: `known`, if given. The first cards load their pictures at once. */
export function fileCard(file, place, known = null) {
  const item = known ?? fragment("card");
  item.dataset.place = place;
  if (!known) showFile(item, file, place);
  fillCard(item, file);
  return item;
}

function showFile(item, file, place) {
  Object.assign(item.dataset, {
    id: file.id,
    shown: shownKey(file),
    outcome: file.outcome ?? "",
    kind: file.kind ?? "unknown",
  });
  const name = item.querySelector(".file-name");
  name.textContent = file.name;
  name.title = file.path;
  showPicture(item, file, place);
  if (file.duration_s) setText(item.querySelector(".file-duration span"), clock(file.duration_s));
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
  setText(item.querySelector(".file-stack span"), count(stack.size));
}

function showChoice(item, file) {
  const box = item.querySelector(".file-choice");
  setFlag(item, "left", isLeftOut(file) && !(file.folded && file.stack.applied > 0));
  setFlag(item, "removing", isRemoval(file));
  box.hidden = commitPlan.plan === null || !isChoosable(file);
  if (box.hidden) return;
  const isPart = file.folded && file.stack.applied > 0 && file.stack.applied < file.stack.size;
  setAttribute(box, "aria-checked", isPart ? "mixed" : String(isIncluded(file)));
  box.setAttribute("aria-label", boxLabel(file));
  box.title = file.relation === "gone" ? "Remove from the library (x)" : "Include or leave out (x)";
  item.querySelector(".file-open").setAttribute("aria-keyshortcuts", "x");
}

function boxLabel({ name, relation, folded, stack }) {
  if (relation === "gone") return `Remove ${name} from the library`;
  return folded ? `Include the stack of ${plural(stack.size, "file")} of ${name}` : `Include ${name}`;
}

function showPicture(item, file, place) {
  if (!file.thumbnail) {
    item.dataset.picture = "none";
    return;
  }
  const [width, height] = thumbnailSize(file);
  const picture = element("img", {
    alt: "",
    width,
    height,
    loading: place < EAGER ? "eager" : "lazy",
    decoding: "async",
  });
  picture.addEventListener("error", () => {
    item.dataset.picture = "none";
    picture.remove();
  });
  picture.src = file.thumbnail;
  item.querySelector(".file-media").prepend(picture);
  setFlag(item, "nsfw", Boolean(file.nsfw?.is_nsfw));
  setFlag(item, "veiled", Boolean(file.nsfw?.is_nsfw) && !isRevealed());
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
  return [
    ...(outcome === "failed" ? [flag("bad", "Failed")] : relationFlags(file)),
    ...(outcome !== "failed" && failures.length ? [flag("warn", "Warning")] : []),
    ...(edited?.length ? [flag("edited", "Edited")] : []),
  ];
}

function relationFlags(file) {
  const { outcome, relation } = file;
  if (isRemoval(file)) return [flag("bad", "To be removed")];
  if (isLeftOut(file)) return [flag("skip", "Left out")];
  if (outcome === "skipped" && relation !== "changed") return [flag("skip", "Skipped")];
  return FLAGGED.has(relation) ? [flag(relation, RELATIONS[relation].flag)] : [];
}

function meta(file) {
  if (file.outcome === "failed")
    return [element("span", { class: "file-reason", text: file.failures[0]?.reason ?? "Failed", dir: "auto" })];
  const size = file.width ? `${file.width} × ${file.height}` : bytes(file.size);
  return [element("span", { text: size }), ...score(file)];
}

function score({ score: value, favourite }) {
  if (value === null && !favourite) return [];
  if (value === REJECTED) return [element("span", { text: "rejected" })];
  const stars = element(
    "span",
    { class: "stars", title: value === null ? "Favourite" : `Score ${value} of 5` },
    fragment(value === null ? "heart" : "star"),
  );
  if (value !== null) stars.append(String(value));
  return [stars];
}
