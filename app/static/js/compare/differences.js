/* In what files differ, as rows of a table: only the fields whose values are not all the same. Pure. */
import { bytes, count, splitPath } from "../shared/format.js";
import { translate } from "../texts/translate.js";

/** Field → its text; empty where nothing is known. */
const FIELDS = [
  [translate("compare-name"), ({ name }) => name],
  [translate("compare-folder"), ({ path }) => splitPath(path)[0]],
  [translate("compare-dimensions"), ({ width, height }) => (width ? `${count(width)} × ${count(height)}` : "")],
  [translate("compare-size"), ({ size }) => bytes(size)],
  [translate("compare-format"), ({ format }) => format?.toUpperCase()],
  [translate("compare-captured"), ({ captured_at: at }) => at?.replace("T", " ")],
  [translate("compare-score"), ({ score }) => score],
  [translate("compare-favourite"), ({ favourite }) => (favourite ? translate("compare-yes") : "")],
  [translate("compare-tool"), ({ generation }) => generation?.tool],
  [translate("compare-model"), ({ generation }) => generation?.model],
  [translate("compare-seed"), ({ generation }) => generation?.seed],
  [translate("compare-steps"), ({ generation }) => generation?.steps],
  [translate("compare-sampler"), ({ generation }) => generation?.sampler],
  [translate("compare-scheduler"), ({ generation }) => generation?.scheduler],
  [translate("compare-cfg-scale"), ({ generation }) => generation?.cfg_scale],
];
/** Field → its terms, of which those are marked that not all files have. */
const LISTS = [
  [translate("compare-loras"), ({ generation }) => (generation?.loras ?? []).map(loraText)],
  [translate("compare-prompt"), ({ generation }) => termsOf(generation?.prompt)],
  [translate("compare-negative-prompt"), ({ generation }) => termsOf(generation?.negative_prompt)],
  [translate("compare-keywords"), ({ keywords }) => keywords],
];

/**
 * Returns `[{ field, cells }]`: for each file a list of `{ text, isCommon }`, with several entries where the field is a
 * list of terms.
 */
export function differences(files) {
  return [...FIELDS.map(([field, textOf]) => [field, (file) => asTerms(textOf(file))]), ...LISTS].flatMap(
    ([field, termsIn]) => rowOf(field, files.map(termsIn)),
  );
}

function rowOf(field, lists) {
  const isSame = lists.every((terms) => terms.join("\n") === lists[0].join("\n"));
  if (isSame) return [];
  const isCommon = (text) => lists.every((terms) => terms.includes(text));
  return [{ field, cells: lists.map((terms) => terms.map((text) => ({ text, isCommon: isCommon(text) }))) }];
}

function asTerms(value) {
  return value === null || value === undefined || value === "" ? [] : [String(value)];
}

/** `a red fox, (snow:1.2)` → its two terms. */
function termsOf(prompt) {
  return (prompt ?? "")
    .split(/[,\n]/)
    .map((term) => term.trim())
    .filter(Boolean);
}

function loraText({ name, weight }) {
  return weight === null ? name : `${name} (${weight})`;
}
