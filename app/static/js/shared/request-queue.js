/* What changes the session is sent one request after the other, so the server ends where the reader did. */

let last = Promise.resolve();

/** What `send()` answers, once everything asked before has its answer. */
export function inTurn(send) {
  const sent = last.then(send);
  last = sent.catch(() => null); // whoever asked hears of it; the next one is sent all the same
  return sent;
}
