/* Lays JSON out for reading, as `app/domain/text/json_layout.py` does: every value stays as it stands. Pure. */

/* Deeply nested brackets would grow a hundredfold. */
const LAID_OUT_MAX = 2_000_000;
const INDENT = "  ";
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:"]|[^\s"[\]{},:]+/gs;
const OPENING = new Set(["{", "["]);
const CLOSING = new Set(["}", "]"]);
/* Python's tools write them, and JSON has no word for them. */
const NO_NUMBER = /^(?:NaN|-?Infinity)$/;

/** Returns `text` laid out if it is a JSON object or list; otherwise, or if the layout would be huge, as it is. */
export function layOutJson(text) {
  const tokens = OPENING.has(text.trimStart()[0]) ? tokensOf(text) : null;
  return tokens && isJson(tokens) ? (layOut(tokens) ?? text) : text;
}

/** Returns null where a text is not closed: looking for its end at every quote would take for ever. */
function tokensOf(text) {
  const tokens = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '"') return null;
    tokens.push(token);
  }
  return tokens;
}

function isJson(tokens) {
  try {
    JSON.parse(tokens.map(plainToken).join(" "));
    return true;
  } catch {
    return false;
  }
}

/** What a text says does not matter, and some tools write line breaks into it. */
function plainToken(token) {
  if (token.startsWith('"')) return '""';
  return NO_NUMBER.test(token) ? "0" : token;
}

/** Returns null where it would be huge. */
function layOut(tokens) {
  let laidOut = "";
  let depth = 0;
  let before = "";
  for (const token of tokens) {
    if (CLOSING.has(token)) depth -= 1;
    if (isOnNewLine(token, before)) laidOut += `\n${INDENT.repeat(depth)}`;
    laidOut += token === ":" ? ": " : token;
    if (laidOut.length > LAID_OUT_MAX) return null;
    if (OPENING.has(token)) depth += 1;
    before = token;
  }
  return laidOut;
}

function isOnNewLine(token, before) {
  return CLOSING.has(token) ? !OPENING.has(before) : before === "," || OPENING.has(before);
}
