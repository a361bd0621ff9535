// @ts-check
// The connection to the hub: one socket, opened again for ever, each time from the position reached.

const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 10_000;

/**
 * @typedef {"connecting" | "live" | "reconnecting" | "stale"} Link
 * @typedef {{frame: (frame: any) => void, link: (link: Link, lastHeard: Date | null) => void}} Listener
 */

/** Follows a wall. Silence of two beats means that the connection is dead, whatever the browser says of it. */
export class Live {
  /**
   * @param {string} path with its view
   * @param {number} beat seconds
   * @param {Listener} listener
   * @param {string} [at] the position of what the page has already
   */
  constructor(path, beat, listener, at = "") {
    this.path = path;
    this.patience = 2 * beat * 1000 + 500;
    this.listener = listener;
    this.at = at;
    this.failures = 0;
    /** @type {Date | null} */
    this.lastHeard = null;
    this.quietSince = performance.now();
    this.openedAt = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.retry = 0;
    setInterval(() => this.#listenForSilence(), Math.min(1000, this.patience / 4));
    addEventListener("online", () => this.#openSoon(Math.random() * FIRST_WAIT));
    this.#open();
  }

  #open() {
    clearTimeout(this.retry);
    const address = new URL(this.path, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("after", this.at);
    const socket = new WebSocket(address);
    this.socket = socket;
    this.openedAt = performance.now();
    socket.addEventListener("message", (message) => socket === this.socket && this.#hear(message.data));
    socket.addEventListener("close", () => socket === this.socket && this.#lost());
  }

  /** @param {string} text */
  #hear(text) {
    const frame = JSON.parse(text);
    this.failures = 0;
    this.lastHeard = new Date();
    this.quietSince = performance.now();
    this.listener.link("live", this.lastHeard);
    this.listener.frame(frame);
    if (frame.at) this.at = frame.at;
  }

  #lost() {
    this.socket = null;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures++);
    this.#openSoon(longest / 2 + (Math.random() * longest) / 2);
    this.#tell();
  }

  /** @param {number} wait ms */
  #openSoon(wait) {
    if (this.socket) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.#open(), wait);
  }

  #listenForSilence() {
    const now = performance.now();
    if (this.socket && now - Math.max(this.quietSince, this.openedAt) > this.patience) {
      this.socket.close();
      this.#lost();
    } else if (!this.socket || this.socket.readyState !== WebSocket.OPEN) {
      this.#tell();
    }
  }

  #tell() {
    const silent = performance.now() - this.quietSince > this.patience;
    const link = silent ? "stale" : this.lastHeard ? "reconnecting" : "connecting";
    this.listener.link(link, this.lastHeard);
  }
}
