/* The preview's duplicates: files that are the same or look alike, side by side, a group a row. */

import { fileCard, flag } from "../file/file-card.js";
import { byId, element, setText } from "../shared/dom.js";
import { bytes, count, plural, splitPath } from "../shared/format.js";

const TITLES = { exact: "the same file", pixels: "the same picture", near: "look alike" };
const NONE = {
  exact: "Every file of this session differs from all others.",
  pixels: "No picture stands in two files that differ only around it.",
  near: "No two pictures look alike.",
};

/** `change(changes)` is called when the reader asks for another kind. */
export function startDuplicates(change) {
  byId("duplicate-kinds").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-duplicates]");
    if (chip) change({ kind: chip.dataset.duplicates });
  });
}

/** Whether the preview shows groups instead of files, and which. */
export function showDuplicateKinds({ show, kind }) {
  byId("step-preview").dataset.shows = show === "duplicates" ? "duplicates" : "files";
  for (const chip of document.querySelectorAll("[data-duplicates]"))
    chip.setAttribute("aria-pressed", String(chip.dataset.duplicates === kind));
}

/** Shows the groups of an answer; gives their files, in the order of their cards. */
export function showDuplicates({ kind, page, page_size: size, total, total_files: all, groups }) {
  const files = groups.flatMap((group) => group.files);
  let place = 0;
  byId("grid").replaceChildren(...groups.map((group) => groupItem(group, kind, () => place++)));
  const first = (page - 1) * size + 1;
  setText(
    byId("result-line"),
    total
      ? `Groups ${count(first)} to ${count(first + groups.length - 1)} of ${count(total)}, ${plural(all, "file")} in all`
      : "",
  );
  setText(byId("grid-empty-title"), "No duplicates");
  setText(byId("grid-empty-text"), NONE[kind]);
  return files;
}

function groupItem({ size, files }, kind, nextPlace) {
  const more = size - files.length;
  const title = element(
    "h2",
    { class: "duplicate-title" },
    element("b", { text: plural(size, "file") }),
    ` ${TITLES[kind]}`,
  );
  if (more) title.append(element("span", { text: `the first ${count(files.length)} are shown` }));
  const cards = files.map((file, index) => memberCard(file, index, kind, nextPlace()));
  return element(
    "li",
    { class: "duplicate-group", "data-testid": "duplicate-group" },
    title,
    element("ul", { class: "duplicate-files", "aria-label": `${plural(size, "file")}, ${TITLES[kind]}` }, ...cards),
  );
}

function memberCard(file, index, kind, place) {
  const card = fileCard(file, place);
  if (file.in_library === true) markLibrary(card, file);
  card.querySelector(".file-caption").append(...facts(file, index, kind));
  return card;
}

function markLibrary(card, { name }) {
  card.querySelector(".file-flags").replaceChildren(flag("library", "In library"));
  card.querySelector(".file-open").setAttribute("aria-label", `${name}, in the library`);
}

/** What tells files of one group apart: where they lie, how large they are, how far from the first. */
function facts(file, index, kind) {
  const [folder] = splitPath(file.path);
  const where = element("span", { class: "duplicate-folder", text: folder, title: file.path, dir: "auto" });
  const lines = [where, element("span", { class: "file-meta", text: bytes(file.size) })];
  if (kind === "near")
    lines.push(
      element("span", {
        class: "file-meta",
        text: index === 0 ? "compared with" : `${file.distance} of 64 bits differ`,
      }),
    );
  return lines;
}
