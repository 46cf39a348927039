/** `<discuss-count>`: the number of comments of a thread; all counts of a page are one request. */

import { base, site } from './chunks.js';
import { Client } from './client.js';
import { emit } from './dom.js';
import { findPlace } from './key.js';
import { languageOf, loadWords } from './words.js';

const MOST = 100;

/** @type {Set<DiscussCount>} */
const waiting = new Set();

/** @param {string[]} keys @param {DiscussCount[]} elements */
async function ask(keys, elements) {
  const client = new Client(base, site);
  const query = keys.map((key) => `thread=${encodeURIComponent(key)}`).join('&');
  try {
    const { counts } = await client.read(client.ofSite(`counts?${query}`), null);
    for (const element of elements) if (element.key in counts) await element.show(counts[element.key]);
  } catch (failure) {
    const { code, status } = /** @type {import('./client.js').Failure} */ (failure);
    for (const element of elements) emit(element, 'error', { code, status });
  }
}

function flush() {
  const elements = [...waiting];
  waiting.clear();
  const keys = [...new Set(elements.map((element) => element.key))];
  for (let start = 0; start < keys.length; start += MOST) ask(keys.slice(start, start + MOST), elements);
}

export class DiscussCount extends HTMLElement {
  static observedAttributes = ['thread'];

  get key() {
    return findPlace(this.getAttribute('thread'), document, location.href).key;
  }

  connectedCallback() {
    // One turn of the event loop later the parser has met the neighbours too.
    if (!waiting.size) setTimeout(flush);
    waiting.add(this);
  }

  disconnectedCallback() {
    waiting.delete(this);
  }

  /** @param {string} _name @param {string | null} old @param {string | null} value */
  attributeChangedCallback(_name, old, value) {
    if (this.isConnected && old !== value) this.connectedCallback();
  }

  /** @param {number} count */
  async show(count) {
    const words = await loadWords(languageOf(this));
    this.textContent = this.hasAttribute('words') ? words.say('comments', count) : words.number(count);
  }
}
