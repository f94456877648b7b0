/* What is known about a file, in parts: failures, prompt, settings, score, keywords, the file itself. */
import { pageConfig } from "../shared/config.js";
import { element, fragment, setFlag } from "../shared/dom.js";
import { bytes, clock, count } from "../shared/format.js";

const MOST_STARS = 5;
const FATAL = new Set(pageConfig.rules.fatal_steps);

/** `isEdited`: the editor shows the score and the keywords, so they are left out here. */
export function detailParts(file, { isEdited }) {
  const shown = isEdited ? [] : [...score(file), ...keywords(file)];
  return [...failures(file), ...shown, ...generation(file), about(file)];
}

function part(title, ...content) {
  return element("section", { class: "detail-part" }, element("h3", { text: title }), ...content);
}

function failures({ failures: found }) {
  return found.map(({ step, reason }) => {
    const box = element(
      "div",
      { class: "detail-failure" },
      element("b", { text: FATAL.has(step) ? `Failed at ${step}` : `Warning at ${step}` }),
      element("span", { text: reason, dir: "auto" }),
    );
    setFlag(box, "fatal", FATAL.has(step));
    return box;
  });
}

function score({ score: value, favourite }) {
  if (value === null && !favourite) return [];
  const stars = element("div", {
    class: "detail-stars",
    role: "img",
    "aria-label": value === null ? "Favourite" : `Score ${value} of ${MOST_STARS}`,
  });
  if (value !== null)
    for (let number = 1; number <= MOST_STARS; number += 1) stars.append(star("star", number <= value));
  if (favourite) stars.append(star("heart", true));
  const word = value === -1 ? "Rejected" : value === null ? "" : `${value} of ${MOST_STARS}`;
  stars.append(element("span", { text: [word, favourite ? "Favourite" : ""].filter(Boolean).join(", ") }));
  return [part("Score", stars)];
}

function star(name, isOn) {
  const icon = fragment(name);
  if (isOn) icon.setAttribute("data-on", "");
  return icon;
}

function generation({ generation: made }) {
  if (!made) return [];
  return [
    ...(made.prompt ? [part("Prompt", element("p", { class: "detail-text", text: made.prompt }))] : []),
    ...(made.negative_prompt
      ? [part("Negative prompt", element("p", { class: "detail-text", text: made.negative_prompt }))]
      : []),
    part("Settings", facts(settings(made))),
  ];
}

function settings(made) {
  return [
    ["Tool", made.tool],
    ["Model", made.model],
    ["Seed", made.seed],
    ["Steps", made.steps],
    ["Sampler", made.sampler],
    ["Scheduler", made.scheduler],
    ["CFG scale", made.cfg_scale],
    [
      "LoRAs",
      (made.loras ?? []).map(({ name, weight }) => (weight === null ? name : `${name} (${weight})`)).join(", "),
    ],
  ];
}

function keywords({ keywords: words }) {
  if (words.length === 0) return [];
  return [
    part(
      "Keywords",
      element("ul", { class: "detail-keywords" }, ...words.map((word) => element("li", { text: word, dir: "auto" }))),
    ),
  ];
}

function about(file) {
  const { camera, nsfw } = file;
  return part(
    "File",
    facts([
      ["Outcome", file.outcome],
      ["Format", file.format?.toUpperCase()],
      ["Dimensions", file.width ? `${count(file.width)} × ${count(file.height)}` : null],
      ["Duration", file.duration_s ? clock(file.duration_s) : null],
      ["Size", bytes(file.size)],
      ["Captured", file.captured_at?.replace("T", " ")],
      ["Camera", camera && [camera.make, camera.model].filter(Boolean).join(" ")],
      ["NSFW", nsfw && `${Math.round(nsfw.score * 100)}%${nsfw.is_nsfw ? ", over the threshold" : ""}`],
      ["NSFW model", nsfw?.model],
    ]),
  );
}

function facts(rows) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    { class: "detail-facts" },
    ...known.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value, dir: "auto" })]),
  );
}
