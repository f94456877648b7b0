/* The preview's copies: files that are identical or look alike, in groups. */
import { flag } from "../file/file-card.js";
import { byId, element, setText } from "../shared/dom.js";
import { bytes, splitPath } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const NONE = {
  exact: translate("preview-copies-none-exact"),
  pixels: translate("preview-copies-none-pixels"),
  near: translate("preview-copies-none-near"),
};

/**
 * `list`: the preview's list, whose view names the kind of copies; `cards`: its `CardSet`. `compare(files)` shows files
 * beside each other.
 */
export function startDuplicates(list, cards, compare) {
  byId("grid").addEventListener("click", ({ target }) => {
    const title = target.closest(".compare-group")?.closest("[data-first]");
    if (title) compareGroup(list, Number(title.dataset.first), Number(title.dataset.shown), compare);
  });
  byId("duplicate-kinds").addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-duplicates]");
    if (chip) list.change({ kind: chip.dataset.duplicates });
  });
  cards.addEventListener("card", ({ detail: { card, file } }) => file.group && showMember(card, file));
}

async function compareGroup(list, first, shown, compare) {
  const files = [];
  for (let place = first; place < first + shown; place += 1) files.push(await list.fetchAt(place));
  compare(files.filter((file) => file !== null));
}

/** Shows whether the preview lists groups of copies instead of files, and of which kind. */
export function showDuplicateKinds({ show, kind }) {
  byId("step-preview").dataset.shows = show === "duplicates" ? "duplicates" : "files";
  for (const chip of document.querySelectorAll("[data-duplicates]"))
    chip.setAttribute("aria-pressed", String(chip.dataset.duplicates === kind));
}

/** Says how many groups there are. */
export function showGroupCount({ sections, filesInGroups, view }) {
  const groups = sections.length;
  const line = groups ? translate("preview-copies-groups", { groups, files: filesInGroups ?? 0 }) : "";
  setText(byId("result-line"), line);
  setText(byId("grid-empty-title"), translate("preview-copies-none"));
  setText(byId("grid-empty-text"), NONE[view.kind]);
}

function showMember(card, file) {
  if (file.in_library === true) {
    card.querySelector(".file-flags").replaceChildren(flag("library", translate("preview-copies-in-library")));
    const label = translate("preview-copies-in-library-name", { name: file.name });
    card.querySelector(".file-open").setAttribute("aria-label", label);
  }
  const [folder] = splitPath(file.path);
  card.querySelector(".duplicate-folder")?.remove();
  const where = element("span", { class: "duplicate-folder", text: folder, title: file.path, dir: "auto" });
  card.querySelector(".file-name").after(where);
  card.querySelector(".file-meta").replaceChildren(...facts(file));
}

/** What distinguishes the files of a group besides their folders: their size, their distance from the first one. */
function facts({ size, distance, group: { index, kind } }) {
  const line = [element("span", { text: bytes(size) })];
  if (kind !== "near") return line;
  const compared =
    index === 0 ? translate("preview-copies-first") : translate("preview-copies-distance", { bits: distance });
  return [...line, element("span", { text: compared })];
}
