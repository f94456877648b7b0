/* Where a sign-in leads to: a place on this server, whatever the address of the page says. Pure. */

const START = "/";

/** Returns the path of `wanted` on `origin`, with its search and its hash; the start page for any other address. */
export function nextAddress(wanted, origin) {
  if (!wanted?.startsWith("/") || /^\/[/\\]/.test(wanted) || !URL.canParse(wanted, origin)) return START;
  const { origin: target, pathname, search, hash } = new URL(wanted, origin);
  // "/.//host" has this origin, and its path "//host" would be another one's.
  return target === origin && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : START;
}

/** Returns where the sign-in page leads to. Browsers keep the hash of an address that redirected here. */
export function nextOf({ search, hash, origin }) {
  const wanted = new URLSearchParams(search).get("next");
  return nextAddress(wanted && hash && !wanted.includes("#") ? `${wanted}${hash}` : wanted, origin);
}
