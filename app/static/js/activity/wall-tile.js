/* One file on the wall: its thumbnail, or why it failed. A press opens it in the preview. */
import { fragment, setAttribute, setFlag, setHidden, setText } from "../shared/dom.js";
import { formatRoute } from "../shared/route.js";
import { translate } from "../texts/translate.js";

/** Builds a tile whose picture loads in its turn in `pictures`, a PictureQueue. */
export function buildTile(pictures) {
  const tile = fragment("wall-tile");
  const picture = tile.querySelector("img");
  picture.addEventListener("error", () => setHidden(picture, true));
  pictures.watch(picture);
  return tile;
}

/** Shows `file`, one of the `recent` files of the API, on a tile that may have shown another. */
export function fillTile(tile, file, { sessionId, isRevealed, pictures }) {
  const { path, outcome, thumbnail, is_nsfw: isNsfw } = file;
  setFlag(tile, "failed", outcome === "failed");
  setFlag(tile, "nsfw", isNsfw);
  setFlag(tile, "veiled", isNsfw && !isRevealed);
  tile.dataset.kind = file.kind ?? "unknown";
  const picture = tile.querySelector("img");
  setHidden(picture, thumbnail === null);
  pictures.show(picture, thumbnail);
  setText(tile.querySelector(".wall-reason"), file.reason);
  setFlag(tile, "fresh", true);
  setAttribute(tile, "href", formatRoute({ step: "preview", sessionId, query: { q: path } }));
  setAttribute(tile, "aria-label", labelOf(file));
  setAttribute(tile, "title", titleOf(file));
}

function labelOf({ name, outcome, reason, is_nsfw: isNsfw }) {
  if (outcome === "failed") return translate("wall-failed", { name, reason: reason ?? "" });
  return isNsfw ? translate("wall-nsfw", { name }) : name;
}

function titleOf({ name, reason }) {
  return reason ? `${name}\n${reason}` : name;
}
