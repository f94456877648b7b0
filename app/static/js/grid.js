/* The preview's cards. Every picture has its size before it is there, so nothing jumps. */
import { byId, element, fragment, setFlag, setText } from "./dom.js";
import { bytes, clock } from "./format.js";

const THUMBNAIL_PX = 320;
const EAGER = 12;
const SKELETONS = 12;
const REJECTED = -1;
const REVEALED_KEY = "revealed";

export function startReveal() {
  byId("reveal").addEventListener("click", () => {
    setFlag(byId("grid"), REVEALED_KEY, !isRevealed());
    showReveal(true);
    for (const card of byId("grid").querySelectorAll("[data-nsfw]")) setFlag(card, "veiled", !isRevealed());
  });
}

export function isRevealed() {
  return REVEALED_KEY in byId("grid").dataset;
}

export function showReveal(isNeeded) {
  const button = byId("reveal");
  button.hidden = !isNeeded;
  button.setAttribute("aria-pressed", String(isRevealed()));
  setText(byId("reveal-text"), isRevealed() ? "Blur NSFW" : "Show NSFW");
  for (const icon of button.querySelectorAll("[data-when]")) icon.hidden = (icon.dataset.when === "shown") !== isRevealed();
}

export function showGridBusy(isBusy) {
  const grid = byId("grid");
  grid.setAttribute("aria-busy", String(isBusy));
  if (!isBusy || grid.childElementCount > 0) return;
  byId("grid-empty").hidden = true;
  grid.replaceChildren(...Array.from({ length: SKELETONS }, () => element("li", { class: "grid-skeleton", "aria-hidden": "true" })));
}

export function showGrid(files) {
  const cards = new Map([...byId("grid").children].map((card) => [card.dataset.shown, card]));
  byId("grid").replaceChildren(...files.map((file, place) => cards.get(shownKey(file)) ?? fileCard(file, place)));
}

/** A card that shows the same keeps its element, and its picture does not flicker. */
function shownKey({ id, outcome, thumbnail, nsfw }) {
  return `${id} ${outcome} ${thumbnail ?? ""} ${nsfw?.is_nsfw ?? ""}`;
}

/** One file's card; the first ones load their pictures at once. */
export function fileCard(file, place) {
  const item = fragment("card");
  Object.assign(item.dataset, { id: file.id, shown: shownKey(file), outcome: file.outcome, kind: file.kind ?? "unknown" });
  const name = item.querySelector(".file-name");
  name.textContent = file.name;
  name.title = file.path;
  showPicture(item, file, place);
  showFlag(item.querySelector(".file-flag"), file);
  item.querySelector(".file-meta").append(...meta(file));
  if (file.duration_s) setText(item.querySelector(".file-duration span"), clock(file.duration_s));
  return item;
}

function showPicture(item, file, place) {
  if (!file.thumbnail) {
    item.dataset.picture = "none";
    return;
  }
  const [width, height] = thumbnailSize(file);
  const picture = element("img", { alt: "", width, height, loading: place < EAGER ? "eager" : "lazy", decoding: "async" });
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

function showFlag(flag, { outcome, failures }) {
  const [tone, text] = outcome === "failed" ? ["bad", "Failed"] : outcome === "skipped" ? ["skip", "Skipped"] : failures.length ? ["warn", "Warning"] : ["", ""];
  flag.dataset.tone = tone;
  flag.textContent = text;
}

function meta(file) {
  if (file.outcome === "failed") return [element("span", { class: "file-reason", text: file.failures[0]?.reason ?? "Failed", dir: "auto" })];
  const size = file.width ? `${file.width} × ${file.height}` : bytes(file.size);
  return [element("span", { text: size }), ...score(file)];
}

function score({ score: value, favourite }) {
  if (value === null && !favourite) return [];
  if (value === REJECTED) return [element("span", { text: "rejected" })];
  const stars = element("span", { class: "stars", title: value === null ? "Favourite" : `Score ${value} of 5` }, starIcon(value === null ? "heart" : "star"));
  if (value !== null) stars.append(String(value));
  return [stars];
}

export function starIcon(name) {
  return fragment(name);
}
