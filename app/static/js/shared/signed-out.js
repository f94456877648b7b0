/* The notice that the sign-in has ended. It is shown once for all requests that fail, and goes when one succeeds again:
   the user has signed in in another tab. */

/** Asks the user to sign in again, and to come back to where they are. */
export function showSignedOut() {
  const dialog = notice();
  if (!dialog) return;
  const here = `${location.pathname}${location.search}${location.hash}`;
  dialog.querySelector("a").href = `/sign-in?next=${encodeURIComponent(here)}`;
  if (!dialog.open) dialog.showModal();
}

/** Whether the notice is shown. */
export function isSignedOutShown() {
  return notice()?.open ?? false;
}

export function hideSignedOut() {
  notice()?.close();
}

/** Pages that need no sign-in have no notice. */
function notice() {
  return document.querySelector("#signed-out");
}
