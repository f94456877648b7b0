/* What was not added, by reason: each with its cure and the names of its files. */
import { pageConfig } from "../shared/config.js";
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { bytes } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { uploads } from "./upload-store.js";

const NAMES_SHOWN = 20;

export function showFailures() {
  const failed = uploads.inState("failed");
  byId("upload-failures").replaceChildren(...[...grouped(failed)].map(([reason, items]) => build(reason, items)));
  setHidden(byId("upload-failed"), failed.length === 0);
  setText(byId("upload-failed-title"), translate("upload-failed", { files: failed.length }));
  setHidden(byId("upload-retry"), uploads.repeatable.length === 0);
  setText(byId("upload-retry"), translate("upload-retry", { files: uploads.repeatable.length }));
}

function reasonOf({ error }) {
  if (error.code === "upload_kind") return translate("upload-kind");
  if (error.code === "body_too_large") {
    return translate("upload-too-large", { size: bytes(pageConfig.uploads.max_file_bytes) });
  }
  return `${error.message} ${error.cure ?? ""}`.trim();
}

function build(reason, items) {
  const names = items.slice(0, NAMES_SHOWN).map(({ path }) => element("li", { text: path }));
  if (items.length > NAMES_SHOWN) {
    names.push(element("li", { text: translate("upload-more", { files: items.length - NAMES_SHOWN }) }));
  }
  return element("li", {}, element("p", { text: reason }), element("ul", { class: "upload-names" }, ...names));
}

function grouped(items) {
  const groups = new Map();
  for (const item of items) {
    const reason = reasonOf(item);
    if (!groups.has(reason)) groups.set(reason, []);
    groups.get(reason).push(item);
  }
  return groups;
}
