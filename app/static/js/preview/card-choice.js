/* Leaving files out on their cards: by the box, by x, with Shift up to there. */

import { isChoosable } from "../commit/relations.js";
import { byId } from "../shared/dom.js";

const KEY = "x";

let filesShown = () => [];
let choose = () => {};
let anchor = null;

/** `choose(choice, { relation, file_ids, stack })` is called with what the reader chose. */
export function startCardChoice(options) {
  ({ filesShown, choose } = options);
  byId("grid").addEventListener("click", ({ target, shiftKey }) => {
    if (target.closest(".file-choice")) turnOver(target.closest(".file-card"), shiftKey);
  });
  byId("grid").addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== KEY || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turnOver(event.target.closest(".file-card"), event.shiftKey);
  });
}

function turnOver(card, isRange) {
  const files = filesShown();
  const place = Number(card.dataset.place);
  const file = files[place];
  if (!file || card.querySelector(".file-choice").hidden) return;
  const choice = isTaken(file) ? "leave" : "apply";
  const from = isRange ? files.findIndex(({ id, relation }) => id === anchor?.id && relation === anchor.relation) : -1;
  anchor = file;
  for (const wanted of selectors(from < 0 ? [file] : files.slice(Math.min(from, place), Math.max(from, place) + 1)))
    choose(choice, wanted);
}

/** Some of a folded stack is taken: the box says «mixed», and pressing it takes the whole stack. */
export function isTaken({ choice, folded, stack }) {
  return folded ? stack.applied === stack.size : choice === "apply";
}

/** What names these files to the API: one list of ids, and each folded stack by its key. Pure. */
export function selectors(files) {
  const choosable = files.filter(isChoosable);
  const single = choosable.filter(({ folded }) => !folded);
  const gone = single[0]?.relation === "gone" ? { relation: "gone" } : {};
  return [
    ...(single.length ? [{ ...gone, file_ids: single.map(({ id }) => id) }] : []),
    ...choosable.filter(({ folded }) => folded).map(({ stack }) => ({ stack: stack.key })),
  ];
}
