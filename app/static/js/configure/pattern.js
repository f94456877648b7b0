/* Patterns and their presets. Which extensions are pictures and which are videos, the server says. Pure. */
import { pageConfig } from "../shared/config.js";
import { translate } from "../texts/translate.js";

const KINDS = new Map(Object.entries(pageConfig.file_kinds));

export function globsOf(pattern) {
  return pattern
    .split("|")
    .map((glob) => glob.trim())
    .filter(Boolean);
}

/** Splits the server's default pattern into `{ all, images, videos }`. */
export function presetsOf(defaultPattern) {
  const globs = globsOf(defaultPattern);
  const isVideo = (glob) => kindOf(extensionOf(glob)) === "video";
  return {
    all: globs.join("|"),
    images: globs.filter((glob) => !isVideo(glob)).join("|"),
    videos: globs.filter(isVideo).join("|"),
  };
}

/** Returns the name of the preset that equals `pattern`, or `custom`. */
export function presetFor(pattern, presets) {
  const wanted = canonical(pattern);
  return Object.keys(presets).find((name) => canonical(presets[name]) === wanted) ?? "custom";
}

/** Returns why the server would refuse `pattern`; empty when it would not. */
export function patternProblem(pattern) {
  const globs = globsOf(pattern);
  if (globs.length === 0) return translate("pattern-missing");
  const folder = globs.find((glob) => glob.includes("/"));
  if (folder) return translate("pattern-folder", { pattern: folder });
  const place = unclosedBracket(pattern);
  return place === null ? "" : translate("pattern-bracket", { place: place + 1 });
}

/** Returns the place of the first `[` without its `]`, from 0. A `]` right behind `[` or `[!` is in the set. */
function unclosedBracket(pattern) {
  let start = 0;
  for (const glob of pattern.split("|")) {
    for (let place = glob.indexOf("["); place >= 0; ) {
      const end = glob.indexOf("]", place + (glob[place + 1] === "!" ? 3 : 2));
      if (end < 0) return start + place;
      place = glob.indexOf("[", end + 1);
    }
    start += glob.length + 1;
  }
  return null;
}

/** Returns `image`, `video` or `other` for an extension such as `.png`. */
export function kindOf(extension) {
  return KINDS.get(extension.toLowerCase()) ?? "other";
}

/** Returns whether files with `extension` (`.png`) match; null when their names decide. */
export function extensionMatches(extension, pattern) {
  const globs = globsOf(pattern.toLowerCase());
  if (globs.includes("*") || globs.includes("*.*")) return true;
  if (globs.includes(`*${extension}`) && extension) return true;
  return globs.some((glob) => !/^\*\.[a-z0-9]+$/.test(glob)) ? null : false;
}

function canonical(pattern) {
  return globsOf(pattern.toLowerCase()).sort().join("|");
}

function extensionOf(glob) {
  return glob.slice(glob.lastIndexOf("."));
}
