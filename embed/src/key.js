/** Which thread a page means: the attribute, else the canonical link of the same site, else the address. */

/** @typedef {{ key: string, url: string, published?: string | null }} Place key of the thread, the page it is on, and when that came out */

/** @param {string} host */
const bare = (host) => host.replace(/^www\./, '');

/** The page's canonical address if it is on the same site. @param {Document} page @param {URL} here */
function canonicalOf(page, here) {
  const link = /** @type {HTMLLinkElement | null} */ (page.querySelector('link[rel~="canonical"][href]'));
  const url = link && parse(link.href, here);
  return url && bare(url.host) === bare(here.host) ? url.href : null;
}

/** @param {string} text @param {URL} base */
function parse(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/**
 * The place of a thread. A given key that names a page decides the page too; any other is opaque.
 * @param {string | null} given the `thread` attribute
 * @param {Document} page
 * @param {string} address of the page
 * @returns {Place}
 */
export function findPlace(given, page, address) {
  const here = new URL(address);
  here.hash = '';
  const url = canonicalOf(page, here) ?? here.href;
  if (given === null) return { key: url, url };
  const named = /^(\/|https?:)/i.test(given) ? parse(given, here) : null;
  return { key: given, url: named?.href ?? url };
}

/** When the page came out, RFC 3339; what is no time, or is still to come, says nothing. @param {string | null} given */
export function publishedAt(given) {
  const then = Date.parse(given ?? '');
  return then < Date.now() ? new Date(then).toISOString() : null;
}
