/* The files that the preview lists: one view (filters, order) at a time, kept in the address. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { FileListStore } from "../file/file-list-store.js";
import { PAGE_SIZE } from "../file/file-pages.js";
import { reloadFiles } from "../file/reload-files.js";
import { api } from "../shared/api.js";
import { replaceRoute } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { translate } from "../texts/translate.js";
import { PreviewEditor } from "./preview-editor.js";
import { withFolds } from "./preview-files.js";
import { apiFilter, apiQuery, isFolded, isSameView, queryFor, viewFrom } from "./preview-query.js";

const SHOWN_OF_GROUP = 24;
/** Kind → what the files of a group are. */
const COPIES = {
  exact: translate("preview-copies-exact-title"),
  pixels: translate("preview-copies-pixels-title"),
  near: translate("preview-copies-near-title"),
};

/** Dispatches, besides the events of its base, `loading` and `lost` ({ error }) when the view could not be loaded. */
export class PreviewFileList extends FileListStore {
  #sessionId = null;
  #view = viewFrom({});
  #about = null;
  /* How many files each group of copies has. */
  #sizes = [];
  #filesInGroups = null;
  /* Names the order of the files on the server. */
  #order = "new";

  editor = new PreviewEditor();

  /** Whether the files of a stack are folded into one card. */
  isFolding = false;

  get sessionId() {
    return this.#sessionId;
  }

  get view() {
    return this.#view;
  }

  /** The filters of the view as the API takes them; null where copies are compared, which no filter describes. */
  get filter() {
    return this.#view.show === "duplicates" ? null : apiFilter(this.#view, this.isFolding);
  }

  /** Names the list as it is shown: files keep their places when they are changed and no longer fit the filters. */
  get listed() {
    return this.#order;
  }

  /** The session as the API describes it; null until it is known. */
  get about() {
    return this.#about;
  }

  /** How many files the groups of copies have together; null while files are listed. */
  get filesInGroups() {
    return this.#filesInGroups;
  }

  describeSection(number) {
    const size = this.#sizes[number];
    return { size, shown: shownOf(size), words: COPIES[this.#view.kind] };
  }

  /** Shows session `sessionId` as the address's `query` says, with the page of the file `around` if it is given. */
  open(sessionId, query, around = null) {
    if (sessionId !== this.#sessionId) this.#forget();
    this.#sessionId = sessionId;
    this.#view = viewFrom(query);
    return this.load({ offset: 0, ...(around && { around }) });
  }

  /** Whether session `sessionId` is shown as the address's `query` says. */
  isOf(sessionId, query) {
    return sessionId === this.#sessionId && isSameView(viewFrom(query), this.#view);
  }

  /** Changes the view, which then begins at its first file. */
  change(changes) {
    this.#view = { ...this.#view, ...changes };
    replaceRoute({ step: "preview", sessionId: this.#sessionId, query: queryFor(this.#view) });
    return this.load({ offset: 0 });
  }

  /** Loads the view again, from the files on that the user sees. */
  async load(from = this.seen) {
    const signal = this.begin();
    this.dispatch("loading");
    try {
      const [found, about] = await Promise.all([
        this.ask({ limit: PAGE_SIZE, view: "new", ...from }, signal),
        api.session(this.#sessionId),
      ]);
      await commitPlan.load(this.#sessionId, isCommittable(about.status));
      if (signal.aborted) return;
      this.#about = about;
      this.#filesInGroups = found.all ?? null;
      this.replace(found);
    } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) this.dispatch("lost", { error });
    }
  }

  async ask(wanted, signal) {
    if (this.#view.show === "duplicates") return this.#askForGroups(wanted, signal);
    const found = await api.files(this.#sessionId, apiQuery(this.#view, wanted, this.isFolding), signal);
    this.#order = found.view;
    return { ...found, files: withFolds(found.files, isFolded(this.#view, this.isFolding)) };
  }

  /** Loads the files again that are loaded, in the order in which they are shown. */
  reload() {
    return this.sections === null ? reloadFiles(this, this.#order) : this.load();
  }

  /** Files that are gone, and some duplicates, are files of the library. */
  fetchWhole({ id, relation, in_library: isInLibrary }) {
    const isOfLibrary = relation === "gone" || isInLibrary === true;
    return isOfLibrary ? api.libraryFile(id) : api.file(this.#sessionId, id);
  }

  /** Groups may begin before the wanted files, and end behind them. */
  async #askForGroups({ offset = 0, limit, view }, signal) {
    const wanted = { kind: this.#view.kind, offset, page_size: limit, view };
    const { groups, sizes, ...found } = await api.duplicates(this.#sessionId, wanted, signal);
    if (sizes) this.#sizes = sizes;
    const files = groups.flatMap(({ files: members, place }) =>
      members.map((file, index) => ({ ...file, group: { index, kind: this.#view.kind }, place: place + index })),
    );
    const inside = files.filter(({ place }) => place >= offset && place < offset + limit);
    const sections = this.#sizes.map(shownOf);
    return { files: inside, total: found.total_shown, view: found.view, offset, sections, all: found.total_files };
  }

  #forget() {
    this.clear();
    this.#about = null;
    this.#filesInGroups = null;
  }
}

/** The server sends the first files of a large group. */
function shownOf(size) {
  return Math.min(size, SHOWN_OF_GROUP);
}
