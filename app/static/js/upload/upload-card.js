/* The card of added files: how far each and all of them are, what was refused, and what has arrived. */
import { announce } from "../shared/announcement-store.js";
import { byId, element, fragment, setAttribute, setHidden, setText } from "../shared/dom.js";
import { bytes, span } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { listFiles } from "./found-files.js";
import { showFailures } from "./upload-failures.js";
import { uploads } from "./upload-store.js";

/** A rate over less time would only show how fast a buffer was filled. */
const STEADY_S = 3;

export class UploadCard {
  #rows = new Map();
  #frame = 0;
  #onArrived;

  /** `onArrived(folders)` is called once all is sent, with the folders that have files. */
  constructor(onArrived) {
    this.#onArrived = onArrived;
    uploads.addEventListener("change", () => this.#showSoon());
    uploads.addEventListener("end", () => this.#end());
    byId("upload-cancel").addEventListener("click", () => uploads.cancelAll());
    byId("upload-retry").addEventListener("click", () => uploads.retry());
    addEventListener("beforeunload", (event) => uploads.isBusy && event.preventDefault());
  }

  /** Adds what was dropped or chosen: files, and entries of folders. */
  async add(found) {
    try {
      const files = await listFiles(found);
      if (files.length === 0) setText(byId("upload-result"), translate("upload-nothing"));
      else await uploads.add(files);
    } catch (error) {
      showError(error instanceof DOMException ? unreadable() : error);
    }
  }

  #showSoon() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#frame = 0;
    const { isBusy } = uploads;
    setHidden(byId("upload-progress"), !isBusy);
    if (isBusy) {
      setText(byId("upload-result"), "");
      this.#showTotal();
    }
    this.#showRows();
    showFailures();
  }

  #showTotal() {
    const items = uploads.items.filter(({ state }) => state !== "failed" && state !== "cancelled");
    const total = items.reduce((sum, { file }) => sum + file.size, 0);
    const sent = uploads.sentBytes;
    const done = items.filter(({ state }) => state === "done").length;
    const words = { done, files: items.length, sent: bytes(sent), total: bytes(total) };
    setText(byId("upload-line"), [translate("upload-line", words), timeLeft(total - sent)].filter(Boolean).join(" · "));
    setAttribute(byId("upload-bar"), "value", total > 0 ? sent / total : 0);
  }

  /** A row for each file that is being sent; the others are only counted, however many they are. */
  #showRows() {
    const running = new Set(uploads.inState("running"));
    for (const [item, row] of this.#rows) if (!running.has(item)) this.#remove(item, row);
    for (const item of running) {
      if (!this.#rows.has(item)) this.#rows.set(item, this.#build(item));
      const bar = this.#rows.get(item).querySelector("progress");
      setAttribute(bar, "value", item.file.size > 0 ? item.sent / item.file.size : 1);
    }
  }

  #build(item) {
    const row = fragment("upload-row");
    row.querySelector(".upload-name").append(element("bdi", { text: item.path }));
    row.querySelector("progress").setAttribute("aria-label", item.path);
    const button = row.querySelector("button");
    button.setAttribute("aria-label", translate("upload-cancel-one", { name: item.path }));
    button.addEventListener("click", () => uploads.cancel(item));
    byId("upload-running").append(row);
    return row;
  }

  /** The focus must not be lost with a row: the button for all is the next best place. */
  #remove(item, row) {
    if (row.contains(document.activeElement)) byId(uploads.isBusy ? "upload-cancel" : "upload-files").focus();
    row.remove();
    this.#rows.delete(item);
  }

  #end() {
    const [done, cancelled] = ["done", "cancelled"].map((state) => uploads.inState(state).length);
    const words = [done > 0 ? translate("upload-done", { files: done }) : translate("upload-none")];
    if (cancelled > 0) words.push(translate("upload-cancelled", { files: cancelled }));
    if (byId("upload-cancel") === document.activeElement) byId("upload-files").focus();
    this.#show();
    setText(byId("upload-result"), words.join(" "));
    announce(words.join(" "));
    if (done > 0) this.#onArrived([...uploads.folders]);
  }
}

function timeLeft(bytesLeft) {
  const seconds = (performance.now() - uploads.start.at) / 1000;
  const measured = uploads.sentBytes - uploads.start.bytes;
  if (seconds < STEADY_S || measured <= 0 || bytesLeft <= 0) return "";
  return translate("upload-left", { time: span((bytesLeft / measured) * seconds) });
}

/** A file or folder was moved or deleted between the choice and now. */
function unreadable() {
  return { message: translate("upload-unreadable"), cure: translate("upload-unreadable-cure") };
}
