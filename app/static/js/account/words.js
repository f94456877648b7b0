/* Roles, browsers and actions in words. Pure. */
import { translate } from "../texts/translate.js";

export const ROLES = ["viewer", "editor", "admin"];

const BROWSERS = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
];
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
];

export function roleName(role) {
  return translate("role-name", { role });
}

/** `Firefox on Linux`, from what a browser calls itself. Most claim to be several, so the order decides. */
export function browserName(userAgent) {
  const find = (known) => known.find(([mark]) => userAgent.includes(mark))?.[1];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  if (browser && system) return translate("browsers-name", { browser, system });
  return browser ?? system ?? (userAgent.split(/[\s/]/)[0] || translate("browsers-unknown"));
}

/** `role editor, days 7`, without what has no value. */
export function detailsText(details) {
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}

const CREDENTIALS = {
  local: translate("audit-local"),
  sign_in: "",
  token: translate("audit-by-token"),
  proxy: translate("audit-by-proxy"),
  guest: translate("audit-by-guest-link"),
};

/** How somebody proved who they are, unless they signed in as most do. */
export function credentialNote(kind) {
  return CREDENTIALS[kind] ?? kind;
}
