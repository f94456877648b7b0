/* Files whose long texts are excerpts, because they come from a list: `file.excerpts` has the whole lengths. Pure. */
import { translate } from "../texts/translate.js";

const TEXTS = new Set(["generation.prompt", "generation.negative_prompt"]);

export function isExcerpt({ excerpts }) {
  return Object.keys(excerpts ?? {}).length > 0;
}

/** `The first 2,000 of 53,211 characters.` Null where the value is whole. */
export function excerptLine(file, name) {
  const whole = file.excerpts?.[name];
  if (whole === undefined) return null;
  const shown = lengthOf(file, name);
  return TEXTS.has(name)
    ? translate("file-excerpt-text", { shown, whole })
    : translate("file-excerpt-items", { shown, whole });
}

/** Returns the file of a list with the texts of `whole`, the same file by itself. */
export function withWhole(file, { generation, keywords, changes }) {
  return { ...file, generation, keywords, excerpts: {}, ...(file.changes && changes && { changes }) };
}

/** Returns `file`, which was just listed again, with the whole texts of `shown` if they are still the same. */
export function keepWhole(file, shown) {
  if (!isExcerpt(file) || isExcerpt(shown)) return file;
  const isSame = Object.entries(file.excerpts).every(([name, whole]) => lengthOf(shown, name) === whole);
  return isSame ? withWhole(file, shown) : file;
}

/** Characters count as the server counts them: an emoji is one. */
function lengthOf(file, name) {
  const value = name.split(".").reduce((field, part) => field?.[part], file);
  return typeof value === "string" ? [...value].length : value?.length;
}
