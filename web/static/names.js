// @ts-check
// How people and networks are called, as backchannel/server/templates.py calls them.

const TINTS = 8;
const NETWORKS = /** @type {Record<string, string>} */ ({ mastodon: "Mastodon", bluesky: "Bluesky", rss: "Feed" });

/** @param {string} handle */
export function atHandle(handle) {
  return handle.startsWith("@") ? handle : `@${handle}`;
}

/** @param {string} network */
export function networkName(network) {
  return NETWORKS[network] ?? network;
}

/** The same person, the same colour. @param {string} handle */
export function tint(handle) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of handle) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 16) % TINTS;
}
