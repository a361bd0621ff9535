// @ts-check
// What a page to read says of itself: whether it keeps up, what is heard, and how much there is.

import { VenueClock } from "./clock.js";
import { condition, coverageSentence, numbersSentence } from "./status.js";

/** @typedef {import("./wall-state.js").Coverage} Coverage */

/** The masthead's line and the page's foot. */
export class Standing {
  /** @param {string} timezone */
  constructor(timezone) {
    this.clock = new VenueClock(timezone);
    /** @type {import("./live.js").Link} */
    this.link = "connecting";
    /** @type {Date | null} */
    this.lastHeard = null;
    /** @type {Coverage | null} */
    this.coverage = null;
    setInterval(() => this.#tell(), 1_000);
  }

  /** @param {any} frame */
  take(frame) {
    if (frame.now) this.clock.sync(frame.now);
    if (frame.coverage) this.coverage = frame.coverage;
    this.#tell();
  }

  /** @param {import("./live.js").Link} link @param {Date | null} lastHeard */
  linked(link, lastHeard) {
    [this.link, this.lastHeard] = [link, lastHeard];
    this.#tell();
  }

  #tell() {
    const heardAt = this.lastHeard && new Date(this.lastHeard.getTime() + this.clock.offset);
    const now = condition(this.link, heardAt, this.coverage);
    if (now.link === "connecting" && !heardAt) return; // what the server wrote is still true
    document.body.dataset.link = now.link;
    say(".status-words", this.#words(now));
    say(".status-clock", now.link === "live" ? `, ${this.clock.day(this.clock.now()).split(" ")[0]} ${this.clock.time(this.clock.now())}` : "");
    for (const time of document.querySelectorAll(".post time")) {
      const words = this.clock.since(new Date(time.getAttribute("datetime") ?? ""));
      if (time.textContent !== words) time.textContent = words;
    }
    if (!this.coverage) return;
    say(".coverage", coverageSentence(this.coverage.sources, (at) => this.clock.since(at)));
    say(".numbers", numbersSentence(this.coverage.numbers));
  }

  /** @param {import("./status.js").Condition} now */
  #words({ link, since }) {
    if (link === "live") return "Live";
    if (link === "stale") return since ? `No news since ${this.clock.since(since)}. Trying again` : "Not connected";
    return link === "reconnecting" ? "Reconnecting" : "Connecting";
  }
}

/** @param {string} selector @param {string} words */
function say(selector, words) {
  const element = document.querySelector(selector);
  if (element && element.textContent !== words) element.textContent = words;
}
