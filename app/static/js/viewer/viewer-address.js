/* The file that is looked at is kept in the address, so that Back closes it, Forward opens it again, and the address
   leads to it. The entry of the list lies behind that of the file. */

const FILE = "file";
const LIBRARY = "library-";
const BEHIND = "behind";
const OPEN = "open";
/* Safari allows a hundred changes of the address in half a minute; a key that is held down makes more steps. */
const SETTLE_MS = 400;

/** Returns the key of the file that an address names; null: none. Pure. */
export function fileIn({ search, hash }) {
  return parameters({ search, hash }).get(FILE);
}

/** Returns an address of this page that names `key`, or no file when it is null. Pure. */
export function withFile({ pathname, search, hash }, key) {
  const given = parameters({ search, hash });
  if (key === null) given.delete(FILE);
  else given.set(FILE, key);
  const query = given.size > 0 ? `?${given}` : "";
  return isRouted(hash) ? `${pathname}${search}${hash.split("?", 1)[0]}${query}` : `${pathname}${query}${hash}`;
}

/** Returns what names a file in an address. The files of a session and of the library are numbered separately. Pure. */
export function keyOf({ id, relation, in_library: isInLibrary }) {
  return relation === "gone" || isInLibrary === true ? `${LIBRARY}${id}` : String(id);
}

/** Returns `{ id, in_library }` of the file that a key names. Pure. */
export function namedBy(key) {
  const isOfLibrary = key.startsWith(LIBRARY);
  return { id: Number(isOfLibrary ? key.slice(LIBRARY.length) : key), in_library: isOfLibrary };
}

/** Returns `{ id, in_library }` of the file that an address names; null: none. Pure. */
export function fileNamedIn(address) {
  const key = fileIn(address);
  return key === null ? null : namedBy(key);
}

/** Where the address has a route, the route has the parameters. */
function parameters({ search, hash }) {
  return new URLSearchParams(isRouted(hash) ? hash.split("?").slice(1).join("?") : search);
}

function isRouted(hash) {
  return hash.startsWith("#/");
}

export class ViewerAddress {
  #onOpen;
  #onClose;
  /* Whether the entry of the file was added to that of the list, so that one step back leads to it. */
  #isAdded = history.state?.viewer === OPEN && history.state.isAdded;
  #isLeaving = false;
  /* The browser has gone to an address without a file, of which the viewer's closing says nothing new. The event of it
     may come when the user has already come forward again. */
  #isLeft = false;
  #entering = null;
  /* A link that was pressed before the browser had gone back, which would undo where it leads. */
  #pressed = null;
  #moving = null;
  /* A step that Back was faster than: its entry gets it when the user comes forward to it again. */
  #unwritten = null;
  #timer = 0;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #address = "";

  /** `onOpen(key, place)` and `onClose()`: the user went to an address with a file, or to one without. */
  constructor({ onOpen, onClose }) {
    this.#onOpen = onOpen;
    this.#onClose = onClose;
    addEventListener("popstate", (event) => this.#arrive(event.state));
    document.addEventListener("click", (event) => this.#isLeaving && this.#delay(event), { capture: true });
    addEventListener("pagehide", () => {
      history.scrollRestoration = "auto";
    });
  }

  /** Returns `{ key, place }` of the file that the address names; null: none. */
  get named() {
    const key = fileIn(location);
    return key === null || this.#isLeaving ? null : { key, place: history.state?.place ?? -1 };
  }

  /** The viewer was opened with this file. */
  enter(key, place) {
    this.#unwritten = null;
    this.#isLeft = false;
    if (this.#isLeaving) {
      this.#entering = { key, place };
    } else if (fileIn(location) === null) {
      // The list stays where it is behind the viewer; on the way back the browser must not move it.
      history.scrollRestoration = "manual";
      history.replaceState({ ...history.state, viewer: BEHIND }, "");
      this.#isAdded = true;
      history.pushState(this.#state(place), "", withFile(location, key));
    } else this.#write(key, place);
    this.#address = withFile(location, key);
  }

  /** The viewer shows this file now: steps that follow each other fast are written as one. */
  move(key, place) {
    if (this.#entering) {
      this.#entering = { key, place };
      return;
    }
    this.#moving = { key, place };
    clearTimeout(this.#timer);
    const wait = this.#writtenAt + SETTLE_MS - performance.now();
    if (wait <= 0) this.#settle();
    else this.#timer = setTimeout(() => this.#settle(), wait);
  }

  /** The viewer was closed. */
  leave() {
    if (this.#isLeft) return;
    this.#entering = null;
    this.#settle();
    if (fileIn(location) === null || this.#isLeaving) return;
    this.#address = withFile(location, null);
    if (!this.#isAdded) {
      history.replaceState(null, "", this.#address);
      return;
    }
    this.#isLeaving = true;
    history.back();
  }

  #delay(event) {
    const link = event.target.closest("a[href]");
    if (link === null || !leavesThisPage(event, link)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#pressed = link;
  }

  /** The address names a file that does not exist. */
  forget() {
    history.replaceState(history.state, "", withFile(location, null));
  }

  #settle() {
    clearTimeout(this.#timer);
    if (this.#moving && (fileIn(location) !== null || this.#isAdded)) this.#write(this.#moving.key, this.#moving.place);
    this.#moving = null;
  }

  #write(key, place) {
    this.#writtenAt = performance.now();
    this.#address = withFile(location, key);
    history.replaceState(this.#state(place), "", this.#address);
  }

  #state(place) {
    return { viewer: OPEN, isAdded: this.#isAdded, place };
  }

  #arrive(state) {
    clearTimeout(this.#timer);
    const isOpen = state?.viewer === OPEN;
    const unwritten = isOpen ? this.#unwritten : null;
    this.#unwritten = isOpen ? null : this.#moving;
    this.#moving = null;
    const wasLeaving = this.#isLeaving;
    this.#isLeaving = false;
    // The list may have moved on behind the viewer: its entry gets the address of where it is now.
    if (state?.viewer === BEHIND && this.#isAdded)
      history.replaceState(state, "", withFile(parts(this.#address), null));
    this.#isAdded = isOpen && state.isAdded;
    if (unwritten) this.#write(unwritten.key, unwritten.place);
    if (wasLeaving) this.#goOn();
    else if (fileIn(location) === null) {
      this.#isLeft = true;
      this.#onClose();
    } else this.#onOpen(fileIn(location), history.state?.place ?? -1);
  }

  /** The user opened a file, or pressed a link, before the browser had left the file before. */
  #goOn() {
    const [entering, pressed] = [this.#entering, this.#pressed];
    this.#entering = this.#pressed = null;
    if (pressed) pressed.click();
    else if (entering) this.enter(entering.key, entering.place);
  }
}

function leavesThisPage({ button, ctrlKey, metaKey, shiftKey, altKey }, { target, download }) {
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey || target || download);
}

function parts(address) {
  const { pathname, search, hash } = new URL(address, location.href);
  return { pathname, search, hash };
}
