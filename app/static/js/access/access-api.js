/* The API of signing in, accounts, tokens, guest links, the stream inspector and the audit log. */
import { get, send } from "../shared/api.js";

const AUDIT_PAGE = 30;

export const signIn = (name, password) => send("POST", "/api/sign-in", { name, password });
export const signOut = () => send("POST", "/api/sign-out");
/** `name` is left out where the invitation names the account. */
export const acceptInvitation = (invitation) => send("POST", "/api/invitation", invitation);

export const ownAccount = () => get("/api/account");
export const changePassword = (old, chosen) => send("PUT", "/api/account/password", { old, new: chosen });
export const endSignIn = (id) => send("DELETE", `/api/account/sign-ins/${id}`);
export const ownTokens = () => get("/api/account/tokens");
export const createToken = (token) => send("POST", "/api/account/tokens", token);
export const revokeOwnToken = (id) => send("DELETE", `/api/account/tokens/${id}`);

export const allAccounts = () => get("/api/accounts");
export const addAccount = (name, role) => send("POST", "/api/accounts", { name, role });
export const changeAccount = (id, changes) => send("PATCH", `/api/accounts/${id}`, changes);
export const inviteAgain = (id) => send("POST", `/api/accounts/${id}/invitation`);
export const allTokens = () => get("/api/tokens");
export const revokeToken = (id) => send("DELETE", `/api/tokens/${id}`);

export const guestLinks = () => get("/api/guest-links");
export const createGuestLink = (link) => send("POST", "/api/guest-links", link);
export const revokeGuestLink = (id) => send("DELETE", `/api/guest-links/${id}`);

export const followers = () => get("/api/admin/streams");
export const dropStream = (number) => send("DELETE", `/api/admin/streams/${number}`);

export const auditEntries = (before) =>
  get("/api/audit", { limit: AUDIT_PAGE, ...(before === null ? {} : { before }) });
