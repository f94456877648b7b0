/* The dialog that makes a guest link, and shows it with a code that phones can read. */
import { byId, setHidden, setText } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { createGuestLink } from "./access-api.js";
import { forgetSecret, showSecret } from "./shown-secret.js";

const LOOPBACK = /^(localhost|127\.[0-9.]+|\[::1\])$/;

/** `describe()` returns what a link would show: `{ body, what }`, for the API and in words. */
export function startSharing(button, describe) {
  button.addEventListener("click", () => open(describe()));
  byId("share-form").addEventListener("submit", (event) => {
    event.preventDefault();
    create(describe());
  });
  byId("share-close").addEventListener("click", () => byId("share-dialog").close());
  byId("share-dialog").addEventListener("click", ({ target }) => {
    if (target === byId("share-dialog")) target.close();
  });
  addEventListener("hashchange", () => byId("share-dialog").close());
}

function open({ what }) {
  setText(byId("share-what"), what);
  setHidden(byId("share-form"), false);
  setHidden(byId("share-made"), true);
  forgetSecret(byId("share-secret"));
  byId("share-dialog").showModal();
}

async function create({ body }) {
  const button = byId("share-create");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const days = Number(byId("share-form").elements.days.value);
  try {
    show(await createGuestLink({ ...body, days }));
  } catch (error) {
    showError(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function show({ link, url, qr }) {
  const { expires_at: expiresAt } = link;
  setText(byId("share-until"), translate("share-dialog-until", { moment: moment(expiresAt) }));
  const picture = byId("share-qr");
  picture.src = qr;
  picture.alt = translate("share-dialog-qr");
  setHidden(byId("share-local"), !LOOPBACK.test(location.hostname));
  setHidden(byId("share-form"), true);
  setHidden(byId("share-made"), false);
  const secret = { label: translate("share-dialog-link"), note: translate("share-dialog-once"), value: url };
  showSecret(byId("share-secret"), secret);
}
