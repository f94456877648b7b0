/* A part of the panel, with its title. */
import { element } from "../shared/dom.js";

export function part(title, ...content) {
  return element("section", { class: "detail-part" }, element("h3", { text: title }), ...content);
}
