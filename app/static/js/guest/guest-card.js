/* The card of one file, as guests see it: its small picture and its name. */
import { element, fragment, setFlag, setText } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";

/** What a `VirtualGrid` shows these files with. They have nothing that changes, and no columns. */
export const GUEST_CARDS = {
  build: (file, _place, known) => known ?? guestCard(file),
  fill: () => {},
  keyOf: ({ thumbnail }) => thumbnail,
};

function guestCard(file) {
  const { name, kind, width, height, duration_s: seconds, is_nsfw: isNsfw, thumbnail } = file;
  const card = fragment("guest-card");
  Object.assign(card.dataset, { id: thumbnail, shown: thumbnail, kind: kind ?? "unknown" });
  card.querySelector(".file-name").textContent = name;
  card.querySelector(".file-name").title = name;
  card.querySelector(".file-meta").textContent = width ? `${width} × ${height}` : "";
  if (seconds) setText(card.querySelector(".file-duration span"), clock(seconds));
  setFlag(card, "nsfw", isNsfw);
  setFlag(card, "veiled", isNsfw && !isRevealed());
  card.querySelector(".file-media").prepend(picture(card, thumbnail));
  return card;
}

/** The name below says what it shows. */
function picture(card, thumbnail) {
  const image = element("img", { alt: "", decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => {
    card.dataset.picture = "none";
    image.remove();
  });
  image.src = thumbnail;
  return image;
}
