/* What is known about a file, in parts: failures, prompt, settings, score, keywords, the file itself. */

import { excerptLine } from "../file/excerpts.js";
import { element, fragment } from "../shared/dom.js";
import { bytes, clock, count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { excerptNote } from "./excerpt-note.js";
import { fieldName } from "./field-names.js";
import { failureBoxes } from "./file-failures.js";
import { hasOtherPrompts, hasSeveralPasses, passText, promptTitle, weightedNames } from "./generation-lists.js";
import { part } from "./part.js";
import { writtenTexts } from "./written-texts.js";

const MOST_STARS = 5;
const OUTCOMES = {
  pending: translate("panel-outcome-pending"),
  ok: translate("panel-outcome-ok"),
  failed: translate("panel-outcome-failed"),
  skipped: translate("panel-outcome-skipped"),
};
/** `isEdited`: the editor shows the score and the keywords, so they are left out here, unless they are an excerpt. */
export function factsParts(file, { isEdited }) {
  const shown = isEdited ? [] : score(file);
  const listed = isEdited && !excerptLine(file, "keywords") ? [] : keywords(file);
  const written = isEdited ? [] : writtenTexts(file);
  return [...failureBoxes(file), ...written, ...shown, ...listed, ...generation(file), about(file)];
}

/** A part whose title has a button that copies it. */
function copiedPart(title, copy, label, ...content) {
  const made = part(title, ...content);
  made.firstElementChild.replaceWith(
    element("div", { class: "detail-title" }, made.firstElementChild.cloneNode(true), copyButton(copy, label)),
  );
  return made;
}

function copyButton(copy, label) {
  const button = fragment("copy");
  button.dataset.copy = copy;
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

function score({ score: value, favourite }) {
  if (value === null && !favourite) return [];
  const stars = element("div", {
    class: "detail-stars",
    role: "img",
    "aria-label":
      value === null ? fieldName("favourite") : translate("panel-score", { score: value, most: MOST_STARS }),
  });
  if (value !== null)
    for (let number = 1; number <= MOST_STARS; number += 1) stars.append(star("star", number <= value));
  if (favourite) stars.append(star("heart", true));
  const said = [...scoreWords(value), ...(favourite ? [fieldName("favourite")] : [])];
  stars.append(element("span", { text: said.join(", ") }));
  return [part(fieldName("score"), stars)];
}

function scoreWords(value) {
  if (value === null) return [];
  return [
    value === -1
      ? translate("panel-score-rejected")
      : translate("panel-score-stars", { score: value, most: MOST_STARS }),
  ];
}

function star(name, isOn) {
  const icon = fragment(name);
  if (isOn) icon.setAttribute("data-on", "");
  return icon;
}

function generation(file) {
  const { generation: made } = file;
  if (!made) return [];
  return [
    ...words(file, "prompt", translate("panel-copy-prompt")),
    ...words(file, "negative_prompt", translate("panel-copy-negative-prompt")),
    ...allPrompts(file),
    copiedPart(
      translate("panel-settings"),
      "settings",
      translate("panel-copy-settings"),
      facts(settings(made)),
      ...excerptNote(file, "generation.loras"),
      ...excerptNote(file, "generation.models"),
    ),
    ...passes(file),
  ];
}

function allPrompts(file) {
  if (!hasOtherPrompts(file)) return [];
  const texts = file.generation.prompts.flatMap((prompt) => [
    element("dt", { text: promptTitle(prompt) }),
    element("dd", { class: "detail-text", text: prompt.text }),
  ]);
  return [
    part(
      fieldName("generation.prompts"),
      element("dl", { class: "detail-prompts" }, ...texts),
      ...excerptNote(file, "generation.prompts"),
    ),
  ];
}

function passes(file) {
  if (!hasSeveralPasses(file)) return [];
  const list = file.generation.passes.map((each) => element("li", { text: passText(each), dir: "auto" }));
  return [
    part(
      fieldName("generation.passes"),
      element("ol", { class: "detail-passes" }, ...list),
      ...excerptNote(file, "generation.passes"),
    ),
  ];
}

function words(file, name, label) {
  const text = file.generation[name];
  if (!text) return [];
  return [
    copiedPart(
      fieldName(`generation.${name}`),
      name,
      label,
      element("p", { class: "detail-text", text }),
      ...excerptNote(file, `generation.${name}`),
    ),
  ];
}

function settings(made) {
  return [
    [fieldName("generation.tool"), made.tool],
    [fieldName("generation.model"), made.model],
    [fieldName("generation.seed"), made.seed, "seed", translate("panel-copy-seed")],
    [fieldName("generation.steps"), made.steps],
    [fieldName("generation.sampler"), made.sampler],
    [fieldName("generation.scheduler"), made.scheduler],
    [fieldName("generation.cfg_scale"), made.cfg_scale],
    [fieldName("generation.loras"), weightedNames(made.loras)],
    [fieldName("generation.models"), weightedNames(made.models)],
  ];
}

function keywords(file) {
  if (file.keywords.length === 0) return [];
  const list = file.keywords.map((text) => element("li", { text, dir: "auto" }));
  return [
    part(fieldName("keywords"), element("ul", { class: "detail-keywords" }, ...list), ...excerptNote(file, "keywords")),
  ];
}

function about(file) {
  const { camera, nsfw } = file;
  return part(
    translate("panel-file"),
    facts([
      [translate("panel-outcome"), OUTCOMES[file.outcome]],
      [fieldName("pixels_read"), file.pixels_read === false ? translate("panel-unread") : null],
      [fieldName("format"), file.format?.toUpperCase()],
      [translate("panel-dimensions"), file.width ? `${count(file.width)} × ${count(file.height)}` : null],
      [fieldName("duration_s"), file.duration_s ? clock(file.duration_s) : null],
      [fieldName("frames"), file.frames && count(file.frames)],
      [fieldName("size"), bytes(file.size)],
      [fieldName("captured_at"), file.captured_at?.replace("T", " ")],
      [translate("panel-camera"), camera && [camera.make, camera.model].filter(Boolean).join(" ")],
      [fieldName("nsfw.is_nsfw"), nsfw && nsfwShare(nsfw)],
      [fieldName("nsfw.model"), nsfw?.model],
    ]),
  );
}

function nsfwShare({ score: share, is_nsfw: isOver }) {
  const percent = Math.round(share * 100);
  return isOver ? translate("panel-nsfw-share-over", { percent }) : translate("panel-nsfw-share", { percent });
}

function facts(rows) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    { class: "detail-facts" },
    ...known.flatMap(([name, value, copy, label]) => [
      element("dt", { text: name }),
      element("dd", {}, element("span", { text: value, dir: "auto" }), ...(copy ? [copyButton(copy, label)] : [])),
    ]),
  );
}
