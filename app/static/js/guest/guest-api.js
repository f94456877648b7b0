/* What the HTTP API shows to whoever has a guest link. */
import { get } from "../shared/api.js";

/** Where the progress of the session comes from that a guest link shows: `{ name, stream, status() }`. */
export function progressForGuest(secret) {
  const link = guestLink(secret);
  return { name: link, stream: `${link}/stream?format=compact`, status: () => get(`${link}/status`) };
}

/** Returns a page of the files that a guest link shows. `part`: `{ offset, view }`. */
export function guestFiles(secret, part, signal) {
  return get(`${guestLink(secret)}/files`, part, signal);
}

function guestLink(secret) {
  return `/guest/${encodeURIComponent(secret)}`;
}
