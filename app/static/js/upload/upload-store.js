/* The files that are being added, and their one owner: a few are sent at a time, the others wait. */
import { pageConfig } from "../shared/config.js";
import { beginUpload, sendFile } from "./upload-api.js";

const AT_ONCE = 3;
/** Sending these again may help. */
const TEMPORARY = new Set(["broken_off", "upload_busy", "upload_incomplete", "upload_folder_away", "upload_disk_full"]);

/**
 * Dispatches `change`, and `end` once nothing is left to send. An item is `{ path, file, uploadId, folder, sent, state,
 * error }`; its state is waiting, running, done, failed or cancelled.
 */
class UploadStore extends EventTarget {
  items = [];
  /** Since when, and after how many bytes, what is measured as the rate. */
  start = { at: 0, bytes: 0 };
  #running = new Map();

  get isBusy() {
    return this.items.some(({ state }) => state === "waiting" || state === "running");
  }

  /** The folders in which something has arrived. */
  get folders() {
    return new Set(this.inState("done").map(({ folder }) => folder));
  }

  get sentBytes() {
    return this.items.reduce((sum, { sent }) => sum + sent, 0);
  }

  inState(state) {
    return this.items.filter((item) => item.state === state);
  }

  /** Those that failed for a reason that may pass. */
  get repeatable() {
    return this.inState("failed").filter(({ error }) => TEMPORARY.has(error.code));
  }

  /** Adds files. What the server would not take is refused at once. Throws what the server refuses as a whole. */
  async add(files) {
    if (!this.isBusy) this.#forget();
    const items = files.map((each) => ({ ...each, sent: 0, state: "waiting", error: refusal(each) }));
    const wanted = items.filter(({ error }) => error === null);
    for (const item of items) if (item.error) item.state = "failed";
    if (wanted.length > 0) {
      const bytes = wanted.reduce((sum, { file }) => sum + file.size, 0);
      const { upload_id: uploadId, path: folder } = await beginUpload(wanted.length, bytes);
      for (const item of wanted) Object.assign(item, { uploadId, folder });
    }
    this.items.push(...items);
    this.#goOn();
    if (wanted.length === 0) this.dispatchEvent(new Event("end"));
  }

  retry() {
    for (const item of this.repeatable) Object.assign(item, { state: "waiting", error: null, sent: 0 });
    this.start = { at: performance.now(), bytes: this.sentBytes };
    this.#goOn();
  }

  cancel(item) {
    if (item.state === "waiting") this.#settle(item, "cancelled");
    this.#running.get(item)?.abort();
  }

  cancelAll() {
    for (const item of this.inState("waiting")) item.state = "cancelled";
    for (const sending of this.#running.values()) sending.abort();
    this.#goOn();
  }

  #forget() {
    this.items = [];
    this.start = { at: performance.now(), bytes: 0 };
  }

  #goOn() {
    for (const item of this.items) {
      if (this.#running.size >= AT_ONCE) break;
      if (item.state === "waiting") this.#send(item);
    }
    this.dispatchEvent(new Event("change"));
  }

  async #send(item) {
    item.state = "running";
    const sending = sendFile(item.uploadId, item, (sent) => {
      item.sent = Math.min(sent, item.file.size);
      this.dispatchEvent(new Event("change"));
    });
    this.#running.set(item, sending);
    try {
      await sending.promise;
      this.#settle(item, "done");
    } catch (error) {
      item.error = error;
      this.#settle(item, error.name === "AbortError" ? "cancelled" : "failed");
    }
  }

  #settle(item, state) {
    this.#running.delete(item);
    item.state = state;
    item.sent = state === "done" ? item.file.size : 0;
    this.#goOn();
    if (!this.isBusy) this.dispatchEvent(new Event("end"));
  }
}

/** Why a file would be refused, as `{ code }`; null if it can be sent. */
function refusal({ path, file }) {
  const { extensions, max_file_bytes: largest } = pageConfig.uploads;
  const extension = /\.[^./]+$/.exec(path)?.[0].toLowerCase();
  if (!extensions.includes(extension)) return { code: "upload_kind" };
  return file.size > largest ? { code: "body_too_large" } : null;
}

export const uploads = new UploadStore();
