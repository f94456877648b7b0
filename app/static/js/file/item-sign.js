/* The sign of a picture of several files: `RAW + JPEG`, `Live Photo`. Pure. */
import { translate } from "../texts/translate.js";

/** Returns what the card of a main file says of its companions; null for all other files. */
export function itemSign({ role, format, companions = [] }) {
  if (role !== "main") return null;
  const roles = new Set(companions.map((companion) => companion.role));
  if (!roles.has("raw")) return translate("item-live");
  const developed = format.toUpperCase();
  return roles.has("motion")
    ? translate("item-raw-live", { format: developed })
    : translate("item-raw", { format: developed });
}

/** Returns the files of the item, the main one first: `{ id, name, role }`. */
export function filesOfItem(file) {
  if (!file.role) return [];
  return file.role === "main" ? [file, ...file.companions] : [file.companions[0], file, ...file.companions.slice(1)];
}

/** `RAW`, `Video`, or the format of the picture. */
export function roleName({ role, format }) {
  if (role === "main") return format?.toUpperCase() ?? translate("item-picture");
  return role === "raw" ? translate("item-file-raw") : translate("item-file-motion");
}
