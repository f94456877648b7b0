/* The large picture or video, or the reason why there is none. What is shown is said: the original, a preview that the
   server made of it, or only the thumbnail. */
import { api } from "../shared/api.js";
import { element, fragment } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const ALT_LENGTH = 300;
/* What every browser shows. Of other formats the server's preview comes first. */
const SHOWN_EVERYWHERE = new Set(["png", "jpeg", "gif", "webp", "bmp", "avif"]);
const LARGEST = 8192;

/**
 * Returns `{ element, picture, ready }`: what goes on the stage; the element that can be zoomed, or null; and a promise
 * of `{ size, note }`: the size of the file in pixels, and what to say about what is shown, once it is shown.
 */
export function buildMedia(file) {
  if (file.kind === "video" && file.relation !== "gone" && file.outcome !== "failed") return video(file);
  const sources = sourcesOf(file);
  return sources.length > 0 ? picture(file, sources) : nothing(nothingFor(file));
}

/** Returns the addresses to try, best first: `{ kind, url }`. Pure. */
export function sourcesOf({ relation, outcome, format, original, rendition, thumbnail }) {
  const last = thumbnail ? [{ kind: "thumbnail", url: thumbnail }] : [];
  if (relation === "gone" || outcome === "failed") return last;
  const preview = rendition ? [{ kind: "rendition", url: `${rendition}&size=${screenSize()}` }] : [];
  const whole = [{ kind: "original", url: original }];
  return SHOWN_EVERYWHERE.has(format) ? [...whole, ...preview, ...last] : [...preview, ...whole, ...last];
}

/** Returns the longer side of the screen in device pixels. The server has pictures of a few sizes, and chooses one. */
function screenSize() {
  return Math.min(LARGEST, Math.round(Math.max(screen.width, screen.height) * window.devicePixelRatio));
}

/** Returns the address of a file's picture that is likely to be shown; null for a video. Pure. */
export function likelySource(file) {
  return file.kind === "video" ? null : (sourcesOf(file)[0]?.url ?? null);
}

function nothingFor({ relation, outcome }) {
  if (relation === "gone") return translate("media-gone");
  return outcome === "failed" ? translate("media-failed") : translate("media-none");
}

function nothing(text) {
  const shown = element("div", { class: "viewer-none" }, fragment("no-picture"), element("p", { text }));
  return { element: shown, picture: null, ready: Promise.resolve({ size: null, note: "" }) };
}

/** The thumbnail is shown until the picture has been loaded. */
function picture(file, sources) {
  const large = element("img", { alt: altOf(file), decoding: "async", class: "viewer-large", draggable: "false" });
  const frame = element("div", { class: "viewer-picture" });
  if (file.thumbnail)
    frame.append(element("img", { alt: "", src: file.thumbnail, class: "viewer-small", draggable: "false" }));
  frame.append(large);
  return { element: frame, picture: frame, ready: load(file, frame, large, sources) };
}

function altOf({ generation, name }) {
  return generation?.prompt?.slice(0, ALT_LENGTH) || name;
}

async function load(file, frame, large, sources) {
  for (const { kind, url } of sources) {
    if (!(await loads(large, url))) continue;
    frame.dataset.shows = kind;
    return { size: sizeOf(file, large), note: await noteFor(file, kind, large) };
  }
  frame.replaceWith(nothing(nothingFor(file)).element);
  return { size: null, note: "" };
}

function loads(image, url) {
  return new Promise((resolve) => {
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}

function sizeOf({ width, height }, { naturalWidth, naturalHeight }) {
  return width && height ? { width, height } : { width: naturalWidth, height: naturalHeight };
}

async function noteFor({ format, relation, outcome, original }, kind, { naturalWidth, naturalHeight }) {
  if (kind === "original") return "";
  const facts = { width: naturalWidth, height: naturalHeight, format: format?.toUpperCase() || "unknown" };
  if (relation === "gone") return translate("media-gone-thumbnail");
  if (outcome === "failed") return translate("media-failed-thumbnail");
  if (kind === "rendition") return translate("media-rendition", facts);
  if (!(await api.isReachable(original))) return translate("media-away-thumbnail");
  return translate("media-thumbnail", facts);
}

function video({ thumbnail, original, name }) {
  const player = element("video", {
    controls: "",
    preload: "metadata",
    playsinline: "",
    poster: thumbnail,
    "aria-label": name,
  });
  const ready = new Promise((resolve) => {
    player.addEventListener("loadedmetadata", () => resolve({ size: null, note: "" }), { once: true });
    player.addEventListener("error", () => resolve(brokenVideo(player, thumbnail, original)), { once: true });
  });
  player.src = original;
  return { element: player, picture: null, ready };
}

async function brokenVideo(player, thumbnail, original) {
  const isReachable = await api.isReachable(original);
  const still = thumbnail ? element("img", { alt: "", src: thumbnail, class: "viewer-still" }) : fragment("no-picture");
  player.replaceWith(element("div", { class: "viewer-none" }, still));
  const note = isReachable ? translate("media-video-frame") : translate("media-away-frame");
  return { size: null, note };
}
