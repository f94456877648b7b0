/* The note under a value of which only the beginning is there, with a button for the rest. */
import { excerptLine } from "../file/excerpts.js";
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/* A value that may be an excerpt → the label of the button that shows the rest. */
const SHOW_ALL = {
  "generation.prompt": translate("panel-show-all-prompt"),
  "generation.negative_prompt": translate("panel-show-all-negative-prompt"),
  "generation.loras": translate("panel-show-all-loras"),
  "generation.prompts": translate("panel-show-all-prompts"),
  "generation.passes": translate("panel-show-all-passes"),
  "generation.models": translate("panel-show-all-models"),
  keywords: translate("panel-show-all-keywords"),
};

/** Says that a value is an excerpt, with a button for the rest. */
export function excerptNote(file, name) {
  const line = excerptLine(file, name);
  if (line === null) return [];
  const attributes = { class: "link-button", type: "button", "data-whole": "", "aria-label": SHOW_ALL[name] };
  const button = element("button", { ...attributes, text: translate("panel-show-all") });
  return [element("p", { class: "detail-excerpt", "data-testid": "excerpt" }, line, button)];
}
