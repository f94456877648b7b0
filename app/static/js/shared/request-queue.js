/* Requests that are sent one after the other, so that the server applies them in the order the user made them. */

export class RequestQueue {
  #last = Promise.resolve();

  /** Calls `send()` once every earlier request has been answered. Resolves to its answer. */
  send(send) {
    const sent = this.#last.then(send);
    this.#last = sent.catch(() => null); // The caller gets the error; the next request is sent all the same.
    return sent;
  }
}
