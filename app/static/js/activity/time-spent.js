/* Where the time of a session went: a bar of its parts, and the same in words and numbers. */
import { element, setHidden } from "../shared/dom.js";
import { tenths } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const NAMES = {
  read: translate("time-spent-read"),
  hash: translate("time-spent-hash"),
  metadata: translate("time-spent-metadata"),
  decode: translate("time-spent-decode"),
  thumbnail: translate("time-spent-thumbnail"),
  nsfw: translate("time-spent-nsfw"),
  database: translate("time-spent-database"),
};

/** `card`: the part of the page that shows it; `parts`: `time_spent` of the session, hidden while it is empty. */
export function showTimeSpent(card, parts) {
  const figures = JSON.stringify(parts);
  if (card.dataset.figures === figures) return;
  card.dataset.figures = figures;
  setHidden(card, parts.length === 0);
  card.querySelector(".time-spent-bar").replaceChildren(...parts.map(buildPart));
  card.querySelector(".time-spent-list").replaceChildren(...parts.map(buildRow));
}

function buildPart({ part, share }) {
  const piece = element("span", { class: "time-spent-part" });
  piece.dataset.part = part;
  piece.style.setProperty("--share", share);
  return piece;
}

function buildRow({ part, seconds, share }) {
  const row = element(
    "div",
    {},
    element("dt", { text: NAMES[part] }),
    element("dd", {
      text: translate("time-spent-figure", { seconds: tenths(seconds), percent: Math.round(share * 100) }),
    }),
  );
  row.dataset.part = part;
  return row;
}
