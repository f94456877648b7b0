/* The forms through which one comes in: signing in, and accepting an invitation. */
import { pageConfig } from "../shared/config.js";
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { acceptInvitation, signIn } from "./access-api.js";
import { nextOf } from "./next-address.js";
import { hidePasswords, passwordProblem, showProblem, startPasswordFields } from "./password-field.js";

const START = "/";

export function startEntrance() {
  startPasswordFields();
  const { mode, oidc } = pageConfig;
  if (mode === "sign-in") startForm("sign-in", sendSignIn);
  if (mode === "invitation") startForm("invitation", sendInvitation);
  if (mode === "sign-in" && oidc) byId("oidc").href = `/sign-in/oidc?next=${encodeURIComponent(nextOf(location))}`;
}

/** `submit()` resolves to where to go; null: something has to be corrected first. */
function startForm(id, submit) {
  byId(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    if (byId("submit").getAttribute("aria-busy") === "true") return;
    showFailure("");
    setBusy(true);
    try {
      const next = await submit();
      if (next === null) setBusy(false);
      else location.assign(next); // The button stays busy until the next page is there.
    } catch (error) {
      setBusy(false);
      fail(error);
    }
  });
}

async function sendSignIn() {
  const name = byId("name").value.trim();
  const password = byId("password").value;
  // The first field with a problem is the last to take the focus.
  const checks = [
    showProblem("password", password ? "" : translate("sign-in-password-missing")),
    showProblem("name", name ? "" : translate("sign-in-name-missing")),
  ];
  if (!checks.every(Boolean)) return null;
  hidePasswords();
  await signIn(name, password);
  return nextOf(location);
}

async function sendInvitation() {
  const { name: known, secret, password_lengths: lengths } = pageConfig;
  const password = byId("password").value;
  const name = known !== null ? "" : byId("name").value.trim();
  const checks = [
    showProblem("password", passwordProblem(password, lengths)),
    known !== null || showProblem("name", name ? "" : translate("invitation-name-missing")),
  ];
  if (!checks.every(Boolean)) return null;
  hidePasswords();
  await acceptInvitation({ secret, name, password });
  return START;
}

function fail(error) {
  const { code, data, message, cure } = error;
  if (code === "name_taken") showProblem("name", translate("invitation-name-taken"));
  else if (code === "too_many_attempts") showFailure(tooManyAttempts(data.retry_after_s));
  else showFailure(`${message} ${cure ?? ""}`);
  if (code === "wrong_password") byId("password").select();
}

function tooManyAttempts(seconds) {
  return translate("sign-in-too-many", { minutes: Math.max(1, Math.ceil(seconds / 60)) });
}

function showFailure(text) {
  byId("entrance-error").hidden = !text;
  setText(byId("entrance-error"), text);
  if (text) byId("entrance-error").focus();
}

function setBusy(isBusy) {
  byId("submit").setAttribute("aria-busy", String(isBusy));
}
