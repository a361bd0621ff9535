// @ts-check
// A post to read, as an element: a copy of the page's own template. Strangers' words enter as text, never as markup.

import { atHandle, networkName, tint } from "./names.js";
import { clone, isWeb, part } from "./parts.js";

/**
 * @typedef {import("./wall-state.js").Article} Article
 * @typedef {import("./wall-state.js").Segment} Segment
 * @typedef {{base: string, hashtags: Set<string>, since: (at: Date) => string}} Page
 * @typedef {{quoted?: Article, answered?: Article}} Beside
 */

const UNTOLD = "Picture without a description";
const REL = "noopener noreferrer nofollow ugc";

/** What an article is made of: it is made anew when this changes. @param {Article} post @param {Beside} beside */
export function mark(post, { quoted, answered }) {
  return [post, quoted, answered].map((each) => each?.mark ?? "-").join("|");
}

/** @param {Article} post @param {Beside} beside @param {Page} page */
export function makeArticle(post, beside, page) {
  const node = clone("article");
  node.dataset.id = post.id;
  node.dataset.mark = mark(post, beside);
  node.setAttribute("aria-label", `Post by ${post.author.name}`);
  fillAnswers(node, post, beside.answered, page);
  fillByline(node, post, page);
  fillContent(part(node, ".content"), post, beside.quoted, page);
  fillCover(node, post.warning);
  fillMeta(node, post);
  fillAbout(part(node, ".about"), post, page);
  return node;
}

/** @param {Element} node @param {Article} post @param {Article | undefined} answered @param {Page} page */
function fillAnswers(node, post, answered, page) {
  const line = part(node, ".answers");
  if (!answered) return line.remove();
  const own = answered.author.handle === post.author.handle;
  part(line, "span").textContent = own ? "Continued from" : "In answer to";
  part(line, "a").setAttribute("href", address(answered, page));
  part(line, "bdi").textContent = own ? "an earlier post" : answered.author.name;
}

/** @param {Element} node @param {Article} post @param {Page} page */
function fillByline(node, post, page) {
  const { name, handle, initials, avatar, speaker } = post.author;
  part(node, ".avatar").dataset.tint = String(tint(handle));
  part(node, ".initials").textContent = initials;
  if (avatar) part(node, ".face").setAttribute("src", avatar);
  else part(node, ".face").remove();
  part(node, ".name").textContent = name;
  part(node, ".handle").textContent = atHandle(handle);
  if (!speaker) part(node, ".speaker").remove();
  if (post.person) part(node, ".person").setAttribute("href", post.person);
  else part(node, ".person").replaceWith(part(node, ".handle"));
  fillTime(part(node, ".when"), post, page, "This post and its conversation");
}

/** @param {Element} link @param {Article} post @param {Page} page @param {string} words */
function fillTime(link, post, page, words) {
  const when = page.since(new Date(post.created_at));
  link.setAttribute("href", address(post, page));
  link.setAttribute("aria-label", `${words}, ${when}`);
  part(link, "time").setAttribute("datetime", post.created_at);
  part(link, "time").textContent = when;
}

/** @param {Element} node @param {string | undefined} warning */
function fillCover(node, warning) {
  const cover = part(node, ".cover");
  if (warning) part(cover, "summary bdi").textContent = warning;
  else cover.replaceWith(part(cover, ".content"));
}

/** @param {Element} box @param {Article} post @param {Article | undefined} quoted @param {Page} page */
function fillContent(box, post, quoted, page) {
  fillQuote(part(box, ".quote"), quoted, page);
  fillWords(part(box, ".text"), post, page.hashtags);
  fillList(part(box, ".pictures"), post.media, fillPicture);
  fillList(part(box, ".kept-back"), post.kept_back, (item, alt) => {
    part(item, "span").textContent = alt;
  });
  fillList(part(box, ".poll"), post.poll, fillOption);
  fillPreview(part(box, ".preview"), post.preview);
}

/** @param {HTMLElement} box @param {Article} post @param {Set<string>} hashtags */
function fillWords(box, post, hashtags) {
  if (post.language) box.lang = post.language;
  else box.removeAttribute("lang");
  box.replaceChildren(...(post.body ?? []).map((segment) => words(segment, hashtags)));
}

/** @param {Segment} segment @param {Set<string>} hashtags */
function words(segment, hashtags) {
  if (segment.url && isWeb(segment.url)) return link(segment);
  const element = document.createElement(segment.type === "hashtag" ? "bdi" : "span");
  element.textContent = segment.text;
  if (segment.type === "hashtag" && hashtags.has(segment.tag ?? "")) element.className = "own-tag";
  return element;
}

/** @param {Segment} segment */
function link({ type, text, url }) {
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: url, target: "_blank", rel: REL, textContent: text });
  if (type === "mention") anchor.className = "mention";
  else anchor.dir = "ltr";
  return anchor;
}

/** @param {HTMLElement} box @param {Article | undefined} quoted @param {Page} page */
function fillQuote(box, quoted, page) {
  if (!quoted) return box.remove();
  part(box, ".quote-name").textContent = quoted.author.name;
  fillTime(part(box, ".quote-when"), quoted, page, "The quoted post");
  const [cover, text] = [part(box, ".quote-cover"), part(box, ".text")];
  if (quoted.warning) {
    part(cover, "bdi").textContent = quoted.warning;
    text.remove();
  } else {
    cover.remove();
    fillWords(text, quoted, page.hashtags);
  }
}

/**
 * One copy of the list's only item for each thing; without any, the list goes.
 * @template T @param {Element} list @param {T[] | undefined} things @param {(item: Element, thing: T) => void} fill
 */
function fillList(list, things, fill) {
  const item = /** @type {Element} */ (list.firstElementChild);
  if (!things?.length) return list.remove();
  list.replaceChildren(
    ...things.map((thing) => {
      const copy = /** @type {Element} */ (item.cloneNode(true));
      fill(copy, thing);
      return copy;
    }),
  );
}

/** @param {Element} figure @param {import("./wall-state.js").Medium} medium */
function fillPicture(figure, { kind, src, alt, width, height }) {
  const image = /** @type {HTMLImageElement} */ (part(figure, "img"));
  image.alt = alt || UNTOLD;
  if (width && height) Object.assign(image, { width, height });
  image.src = src;
  part(figure, "figcaption").textContent = (kind === "image" ? "" : "A video: ") + (alt || UNTOLD);
}

/** @param {Element} line @param {{text: string, percent: number}} option */
function fillOption(line, { text, percent }) {
  part(line, ".option-text").textContent = text;
  part(line, ".option-percent").textContent = `${percent}\u202f%`;
  /** @type {HTMLProgressElement} */ (part(line, ".option-bar")).value = percent;
}

/** @param {Element} box @param {import("./wall-state.js").Preview | undefined} to */
function fillPreview(box, to) {
  if (!to || !isWeb(to.url)) return box.remove();
  box.setAttribute("href", to.url);
  part(box, ".preview-title").textContent = to.title;
  part(box, ".preview-domain").textContent = to.domain;
  if (to.image) part(box, ".preview-picture").setAttribute("src", to.image);
  else part(box, ".preview-picture").remove();
}

/** @param {Element} node @param {Article} post */
function fillMeta(node, post) {
  fillList(part(node, ".where"), post.networks ?? [post.network], (sign, network) => {
    part(sign, "use").setAttribute("href", `#glyph-${network}`);
    part(sign, ".network-name").textContent = networkName(network);
  });
  if (post.spoken) part(node, ".language").textContent = post.spoken;
  else part(node, ".language").remove();
  if (!post.edited_at) part(node, ".edited").remove();
  if (isWeb(post.url)) part(node, ".origin").setAttribute("href", post.url);
  else part(node, ".origin").remove();
}

/** The session that it is about. @param {HTMLElement} link @param {Article} post @param {Page} page */
function fillAbout(link, { session }, page) {
  if (!session) return link.remove();
  link.setAttribute("href", sessionAddress(page.base, session.id));
  link.textContent = session.title;
}

/** A session's page. Slashes stay, as the server writes them. @param {string} base @param {string} id */
export function sessionAddress(base, id) {
  return `${base}/sessions/${encodeURIComponent(id).replaceAll("%2F", "/")}`;
}

/** @param {Article} post @param {Page} page */
function address(post, page) {
  return `${page.base}/posts/${post.key}`;
}
