/** `<discuss-thread>`: shows the thread of its page once it is there; until then its own content stays. */

import { base, site } from './chunks.js';
import { Client } from './client.js';
import { idIn } from './deeplink.js';
import { addStyle, button, el, emit } from './dom.js';
import { findPlace, publishedAt } from './key.js';
import css from './read.css';
import { applyTheme, followTheme } from './theme.js';
import { MINUTE, refreshTimes } from './times.js';
import { pagePath, parseSort, View } from './view.js';
import { languageOf, loadWords } from './words.js';

/** @typedef {import('./client.js').Failure} Failure */

export class DiscussThread extends HTMLElement {
  static observedAttributes = ['thread', 'sort', 'theme', 'lang', 'page-size', 'heading-level', 'published'];
  /** @type {View | null} */
  view = null;
  /** @type {AbortController | null} */
  life = null;
  /** @type {AbortController | null} */
  loading = null;
  planned = false;
  failed = false;

  connectedCallback() {
    this.life = new AbortController();
    const { signal } = this.life;
    window.addEventListener('hashchange', () => this.follow(), { signal });
    window.addEventListener('online', () => this.failed && this.plan(), { signal });
    const timer = setInterval(() => this.view && refreshTimes(this.view.section, this.view.words.lang), MINUTE);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.plan();
  }

  disconnectedCallback() {
    this.life?.abort();
    this.loading?.abort();
  }

  /** @param {string} name @param {string | null} old @param {string | null} value */
  attributeChangedCallback(name, old, value) {
    if (!this.isConnected || old === value) return;
    if (name === 'theme' && this.view) applyTheme(this, this.view.section);
    else this.plan();
  }

  /** Load once, however many attributes change in one go. */
  plan() {
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      if (this.isConnected) this.load();
    });
  }

  async load() {
    const published = publishedAt(this.getAttribute('published'));
    const place = { ...findPlace(this.getAttribute('thread'), document, location.href), published };
    if (this.view && this.view.place.key !== place.key) this.clear();
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const client = new Client(base, site);
    const sort = parseSort(this.getAttribute('sort'));
    const path = pagePath({ host: this, client, place, sort }, null);
    try {
      const [words, page] = await Promise.all([loadWords(languageOf(this)), client.read(path, signal, true)]);
      if (!signal.aborted) this.show({ host: this, root: this.shadow(), client, words, place, signal, sort }, page);
    } catch (failure) {
      if (!signal.aborted) await this.fail(/** @type {Failure} */ (failure));
    }
  }

  /** Our shadow root, made when there is something to show. */
  shadow() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    addStyle(root, css);
    return root;
  }

  /** Give the element's own content back. */
  clear() {
    this.view = null;
    this.shadowRoot?.replaceChildren(el('slot'));
  }

  /** @param {import('./view.js').Setting} setting @param {import('./wire.d.ts').Page} page */
  show(setting, page) {
    this.failed = false;
    const view = new View(setting, page);
    this.view = view;
    setting.root.replaceChildren(view.section);
    followTheme(this, view.section, setting.signal);
    emit(this, 'load', { key: page.thread.key, count: page.thread.count });
    view.resume();
    this.follow();
  }

  /** Go where the address points. */
  follow() {
    const id = idIn(location.hash);
    if (id) this.view?.reveal(id);
  }

  /**
   * Say that it did not go, with a way on; the link stays. What only the owner can mend is told where owners look: on the
   * console, and when they check the page. @param {Failure} failure
   */
  async fail(failure) {
    this.failed = true;
    const { code, status, detail } = failure;
    emit(this, 'error', { code, status, detail });
    console.error(failure);
    const words = await loadWords(languageOf(this));
    if (!this.failed) return;
    const text = el('p', { role: 'alert' }, words.say(code === 'offline' ? code : 'error'));
    const again = button(words.say('retry'), () => this.plan());
    const box = el('div', { class: 'thread error', lang: words.lang }, text, again);
    this.view = null;
    this.shadow().replaceChildren(el('slot'), box);
  }
}
