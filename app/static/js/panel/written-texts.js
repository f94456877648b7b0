/* What users wrote about a file of the library. */
import { element } from "../shared/dom.js";
import { fieldName } from "./field-names.js";

/** Returns the title and the note, each in a part of its own. */
export function writtenTexts(file) {
  return ["title", "note"].filter((name) => file[name]).map((name) => part(fieldName(name), file[name]));
}

function part(heading, text) {
  return element(
    "section",
    { class: "detail-part" },
    element("h3", { text: heading }),
    element("p", { class: "detail-text", text, dir: "auto" }),
  );
}
