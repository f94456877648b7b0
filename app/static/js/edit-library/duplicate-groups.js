/* One group of copies: the file that is kept and why, and those that are hidden. */
import { element, fragment, setFlag, setText } from "../shared/dom.js";
import { bytes, count, splitPath } from "../shared/format.js";
import { isRevealed } from "../shared/nsfw-blur.js";
import { translate } from "../texts/translate.js";

const REASONS = {
  largest: translate("duplicates-why-largest"),
  prompt: translate("duplicates-why-prompt"),
  oldest: translate("duplicates-why-oldest"),
  folder: translate("duplicates-why-folder"),
  score: translate("duplicates-why-score"),
  complete: translate("duplicates-why-complete"),
  first: translate("duplicates-why-first"),
};

/** Returns the list item of a group. `compare(files)` shows its files side by side. */
export function buildGroup({ files, size, reason, merges }, compare) {
  const item = fragment("duplicate-group");
  item.querySelector(".duplicates-files").replaceChildren(...files.map(buildFile));
  const left = size - files.length;
  if (left > 0)
    item
      .querySelector(".duplicates-files")
      .append(element("li", { class: "duplicates-others", text: translate("duplicates-others", { files: left }) }));
  const why = [REASONS[reason], ...(merges ? [translate("duplicates-merges")] : [])].join(" ");
  setText(item.querySelector(".duplicates-why"), why);
  const button = item.querySelector(".duplicates-compare");
  button.setAttribute("aria-label", translate("duplicates-compare-group", { name: files[0]?.name ?? "" }));
  button.addEventListener("click", () => compare(files));
  button.hidden = files.length < 2;
  return item;
}

function buildFile(file, place) {
  const item = fragment("duplicate-file");
  const [folder] = splitPath(file.path);
  setFlag(item, "kept", place === 0);
  setFlag(item, "veiled", Boolean(file.nsfw?.is_nsfw) && !isRevealed());
  const picture = item.querySelector("img");
  if (file.thumbnail) picture.src = file.thumbnail;
  else picture.remove();
  setText(
    item.querySelector(".duplicates-fate"),
    place === 0 ? translate("duplicates-kept") : translate("duplicates-hidden"),
  );
  setText(item.querySelector(".duplicates-name"), file.name);
  setText(item.querySelector(".duplicates-folder"), folder);
  item.querySelector(".duplicates-folder").title = file.path;
  setText(item.querySelector(".duplicates-facts"), factsOf(file).join(" · "));
  return item;
}

function factsOf({ width, height, size, score }) {
  return [
    ...(width && height ? [`${count(width)} × ${count(height)}`] : []),
    bytes(size),
    ...(score === null ? [] : [translate("duplicates-score", { score })]),
  ];
}
