/* The preview's copies: files that are identical or look alike, side by side, one group per row. */
import { fileCard, flag } from "../file/file-card.js";
import { byId, element, setText } from "../shared/dom.js";
import { bytes, count, plural, splitPath } from "../shared/format.js";

const TITLES = { exact: "identical files", pixels: "identical images", near: "similar images" };
const NONE = {
  exact: "Every file of this session is different.",
  pixels: "No two files of this session hold the same image.",
  near: "No two images of this session look alike.",
};

/** `list`: the preview's list, whose view names the kind of copies. */
export function startDuplicates(list) {
  byId("duplicate-kinds").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-duplicates]");
    if (chip) list.change({ kind: chip.dataset.duplicates });
  });
}

/** Shows whether the preview lists groups of copies instead of files, and of which kind. */
export function showDuplicateKinds({ show, kind }) {
  byId("step-preview").dataset.shows = show === "duplicates" ? "duplicates" : "files";
  for (const chip of document.querySelectorAll("[data-duplicates]"))
    chip.setAttribute("aria-pressed", String(chip.dataset.duplicates === kind));
}

/** Shows the groups of an answer of the API. */
export function showDuplicates({ kind, page, page_size: size, total, total_files: all, groups }) {
  const places = groups.flatMap((group) => group.files).keys();
  const nextPlace = () => places.next().value;
  byId("grid").replaceChildren(...groups.map((group) => buildGroup(group, kind, nextPlace)));
  const first = (page - 1) * size + 1;
  const range = `Groups ${count(first)} to ${count(first + groups.length - 1)} of ${count(total)}`;
  setText(byId("result-line"), total ? `${range}, ${plural(all, "file")} in all` : "");
  setText(byId("grid-empty-title"), "No duplicates");
  setText(byId("grid-empty-text"), NONE[kind]);
}

function buildGroup({ size, files }, kind, nextPlace) {
  const more = size - files.length;
  const title = element(
    "h2",
    { class: "duplicate-title" },
    element("b", { text: plural(size, "file") }),
    ` ${TITLES[kind]}`,
  );
  if (more) title.append(element("span", { text: `the first ${count(files.length)} are shown` }));
  const cards = files.map((file, index) => buildMember(file, index, kind, nextPlace()));
  return element(
    "li",
    { class: "duplicate-group", "data-testid": "duplicate-group" },
    title,
    element("ul", { class: "duplicate-files", "aria-label": `${plural(size, "file")}, ${TITLES[kind]}` }, ...cards),
  );
}

function buildMember(file, index, kind, place) {
  const card = fileCard(file, place);
  if (file.in_library === true) markLibrary(card, file);
  card.querySelector(".file-caption").append(...facts(file, index, kind));
  return card;
}

function markLibrary(card, { name }) {
  card.querySelector(".file-flags").replaceChildren(flag("library", "In library"));
  card.querySelector(".file-open").setAttribute("aria-label", `${name}, in the library`);
}

/** What distinguishes the files of a group: their folder, their size, their distance from the first one. */
function facts(file, index, kind) {
  const [folder] = splitPath(file.path);
  const where = element("span", { class: "duplicate-folder", text: folder, title: file.path, dir: "auto" });
  const lines = [where, element("span", { class: "file-meta", text: bytes(file.size) })];
  if (kind !== "near") return lines;
  const distance = index === 0 ? "compared with" : `${file.distance} of 64 bits differ`;
  return [...lines, element("span", { class: "file-meta", text: distance })];
}
