/* What users wrote about a file of the library. */
import { element } from "../shared/dom.js";
import { fieldName } from "./field-names.js";
import { part } from "./part.js";

/** Returns the title and the note, each in a part of its own. */
export function writtenTexts(file) {
  const written = ["title", "note"].filter((name) => file[name]);
  return written.map((name) =>
    part(fieldName(name), element("p", { class: "detail-text", text: file[name], dir: "auto" })),
  );
}
