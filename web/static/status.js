// @ts-check
// What the wall says of itself: what is heard, since when not, and how much there is. Pure sentences.


/**
 * @typedef {import("./wall-state.js").Coverage} Coverage
 * @typedef {import("./wall-state.js").SourceHealth} SourceHealth
 * @typedef {{link: import("./live.js").Link | "held", since: Date | null, outage: string}} Condition
 */

const THIN = "\u202f";

/**
 * The state of the whole wall: the connection's, unless that is fine and what stands behind it is not.
 * @param {import("./live.js").Link} link
 * @param {Date | null} lastHeard
 * @param {Coverage | null} coverage
 * @returns {Condition}
 */
export function condition(link, lastHeard, coverage) {
  if (link !== "live") {
    return { link, since: lastHeard, outage: "This screen can’t reach the wall just now." };
  }
  if (coverage?.wall.state === "stale") {
    const outage = "The wall can’t reach its own memory just now.";
    return { link: "stale", since: date(coverage.wall.since), outage };
  }
  const sources = coverage?.sources ?? [];
  if (sources.length && sources.every((source) => source.state === "stale")) {
    const since = sources.map((source) => source.since).sort().at(-1);
    const who = groups(sources).size > 1 ? "Neither network can" : "The network can’t";
    return { link: "stale", since: date(since), outage: `${who} be reached just now.` };
  }
  return { link: "live", since: null, outage: "" };
}

/**
 * "Seen so far: Bluesky 100 %, Mastodon 98 %", and who is not heard.
 * @param {SourceHealth[]} sources
 * @param {(at: Date) => string} time
 * @param {{lead?: string, why?: boolean}} [told] the words before the shares, and whether it is told why a source is heard in part
 */
export function coverageSentence(sources, time, { lead = "Seen so far: ", why = true } = {}) {
  const heard = [];
  const missing = [];
  const lacking = [];
  for (const [name, of] of groups(sources)) {
    const stale = of.filter((source) => source.state === "stale");
    if (stale.length < of.length) heard.push(`${name} ${Math.min(...of.map((source) => source.seen))}${THIN}%`);
    if (stale.length) missing.push(missingSentence(name, stale, of.length, time));
    const partly = of.filter((source) => source.state === "live" && source.degraded);
    if (partly.length) lacking.push(partlySentence(name, partly, of.length, why));
  }
  const seen = heard.length ? [lead + heard.join(", ")] : [];
  return [...missing, ...lacking, ...seen].join(" · ");
}

/** "1,204 posts from 316 people" @param {{posts: number, people: number}} numbers */
export function numbersSentence({ posts, people }) {
  if (!posts) return "";
  const count = new Intl.NumberFormat("en-GB");
  const things = `${count.format(posts)} ${posts === 1 ? "post" : "posts"}`;
  return `${things} from ${count.format(people)} ${people === 1 ? "person" : "people"}`;
}

/** @param {string} name @param {SourceHealth[]} stale @param {number} all @param {(at: Date) => string} time */
function missingSentence(name, stale, all, time) {
  const since = time(new Date(stale.map((source) => source.since).sort()[0]));
  if (stale.length === all) return `${name} not heard since ${since}`;
  return `${stale.length} of ${all} ${stale[0].places} not heard since ${since}`;
}

/** Why, or else which one, where it is one. @param {string} name @param {SourceHealth[]} partly @param {number} all @param {boolean} why */
function partlySentence(name, partly, all, why) {
  const some = partly.length === 1 && !why ? partly[0].source : `${partly.length} of ${all} ${partly[0].places}`;
  const because = partly.length === 1 && why ? ` (${partly[0].degraded?.replace(/\.$/u, "")})` : "";
  return `${partly.length === all ? name : some} heard in part${because}`;
}

/** Sources by network. @param {SourceHealth[]} sources */
function groups(sources) {
  /** @type {Map<string, SourceHealth[]>} */
  const found = new Map();
  for (const source of sources) {
    found.set(source.network, [...(found.get(source.network) ?? []), source]);
  }
  return found;
}

/** @param {string | undefined} text */
function date(text) {
  return text ? new Date(text) : null;
}
