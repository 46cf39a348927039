/** A page of a blog in happy-dom, with the built embed loaded from the stand-in as a classic script. */

import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { Window } from 'happy-dom';
import { FakeService } from './fake/server.js';

const built = readFileSync(new URL('../../discuss/static/embed/embed.js', import.meta.url), 'utf8');
const BLOG = 'https://town.example';
const GLOBALS = [
  ...[
    'document',
    'location',
    'localStorage',
    'customElements',
    'HTMLElement',
    'HTMLScriptElement',
    'Element',
    'Document',
  ],
  ...['CSSStyleSheet', 'CustomEvent', 'MutationObserver', 'getComputedStyle', 'matchMedia', 'navigator'],
];
const PATIENCE = 5_000;
let tabs = 0;

/** @param {string} name @param {unknown} value */
function setGlobal(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** @typedef {{ language?: string, head?: string, storage?: Storage }} Extra */

/** A browser tab on one page of the blog. */
export class BlogPage {
  /** @param {FakeService} service @param {string} path @param {string} body @param {Extra} extra */
  constructor(service, path, body, { language = 'en', head = '', storage } = {}) {
    this.service = service;
    this.window = /** @type {any} */ (new Window({ url: BLOG + path }));
    for (const name of GLOBALS) setGlobal(name, this.window[name]);
    setGlobal('window', this.window);
    if (storage) setGlobal('localStorage', storage);
    /** @type {Document} */
    this.document = this.window.document;
    this.document.documentElement.lang = language;
    this.document.head.innerHTML = `${head}<script data-site="town" data-test src="${service.base}tab${++tabs}/embed.js"></script>`;
    this.document.body.innerHTML = body;
    /** @type {CustomEvent[]} */
    this.events = [];
    for (const name of ['load', 'posted', 'error'])
      this.document.addEventListener(`discuss:${name}`, (event) =>
        this.events.push(/** @type {CustomEvent} */ (event)),
      );
    this.runScript();
  }

  /** Run the built file, as a script tag does. */
  runScript() {
    vm.runInThisContext(built, { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  }

  /** @param {number} [index] */
  thread(index = 0) {
    return /** @type {HTMLElement} */ (this.document.querySelectorAll('discuss-thread')[index]);
  }

  /** All that matches inside a thread. @param {string} selector @param {number} [index] @returns {HTMLElement[]} */
  all(selector, index) {
    return [...(this.thread(index).shadowRoot?.querySelectorAll(selector) ?? [])].map(
      (one) => /** @type {any} */ (one),
    );
  }

  /** The first that matches, as soon as it is there. @param {string} selector @param {number} [index] */
  async find(selector, index) {
    return this.until(() => this.all(selector, index)[0], selector);
  }

  /** A button, by its words or its label. @param {string} text @param {number} [index] */
  async button(text, index) {
    const isIt = (/** @type {HTMLElement} */ one) =>
      one.textContent === text || one.getAttribute('aria-label') === text;
    return this.until(() => this.all('button', index).find(isIt), `button ${text}`);
  }

  /** @param {string} text @param {number} [index] */
  async click(text, index) {
    (await this.button(text, index)).click();
  }

  /** Type into a field, by its label. @param {string} label @param {string} text */
  async type(label, text) {
    const name = await this.until(() => this.all('label').find((one) => one.textContent?.startsWith(label)), label);
    const input = /** @type {any} */ (name.nextElementSibling);
    input.value = text;
    input.dispatchEvent(new this.window.Event('input', { bubbles: true }));
  }

  /** @param {string} text @param {number} [index] */
  async reads(text, index) {
    const root = () => this.thread(index).shadowRoot;
    const isRead = () => [...(root()?.children ?? [])].some((one) => one.textContent?.includes(text));
    return this.until(isRead, () => `“${text}” in ${root()?.textContent}`);
  }

  /**
   * Wait for a condition; every turn of the event loop is a chance.
   * @template T @param {() => T | undefined | null | false} probe @param {string | (() => string)} what
   * @returns {Promise<T>}
   */
  async until(probe, what) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = probe();
      if (found) return found;
      if (Date.now() > end) throw new Error(`Not seen in time: ${typeof what === 'string' ? what : what()}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Leave the page. */
  async close() {
    for (const one of this.document.querySelectorAll('discuss-thread')) one.remove();
    await this.window.happyDOM.close();
  }
}

/**
 * A stand-in service for one test; everything opened through it is closed at the test's end.
 * @param {import('node:test').TestContext} context
 */
export async function startService(context) {
  const service = await new FakeService().start();
  /** @type {BlogPage[]} */
  const pages = [];
  context.after(async () => {
    for (const page of pages) await page.close();
    await service.stop();
  });
  /** @param {string} [body] @param {Extra & { path?: string }} [extra] */
  const open = (body = '<discuss-thread thread="/talk"><a href="/here">Comments</a></discuss-thread>', extra = {}) => {
    const page = new BlogPage(service, extra.path ?? '/talk', body, extra);
    pages.push(page);
    return page;
  };
  return { service, open, talk: service.thread('/talk') };
}

/** Fill in the form. @param {BlogPage} page @param {string} text */
export async function write(page, text) {
  await page.click('Write a comment');
  await page.type('Name', 'Kim');
  await page.type('Your comment', text);
}
