/** One thread on screen. */

import { buildBanner, buildNotices } from './banner.js';
import { loadChunk } from './chunks.js';
import { explain } from './client.js';
import { redraw } from './comment.js';
import { highlight } from './deeplink.js';
import { button, el, emit } from './dom.js';
import { showHtml } from './html.js';
import { kit } from './kit.js';
import { addComments, showNext } from './list.js';
import { load, Shelf } from './storage.js';
import { Tree } from './tree.js';

/** @typedef {import('./tree.js').Node} Node */
/** @typedef {import('./wire.d.ts').Comment} Comment */
/** @typedef {import('./wire.d.ts').Page} Page */
/** @typedef {import('./wire.d.ts').Sort} Sort */
/** @typedef {import('./write/index.js').Deed} Deed */
/**
 * @typedef {object} Setting where a view stands and how it is to look
 * @property {HTMLElement} host
 * @property {ShadowRoot} root
 * @property {import('./client.js').Client} client
 * @property {import('./words.js').Words} words
 * @property {import('./key.js').Place} place
 * @property {AbortSignal} signal aborted when the view goes away
 * @property {Sort} sort
 */

/** @type {Sort[]} */
const SORTS = ['oldest', 'newest', 'best'];

/** @param {string | null} text @returns {Sort} */
export function parseSort(text) {
  return SORTS.find((sort) => sort === text) ?? 'oldest';
}

/** Address of a page of a thread. @param {Omit<Setting, 'words' | 'root' | 'signal'>} setting @param {string | null} cursor */
export function pagePath({ host, client, place, sort }, cursor) {
  const query = new URLSearchParams({ thread: place.key, sort });
  const more = { limit: host.getAttribute('page-size'), published: place.published, cursor };
  for (const [name, value] of Object.entries(more)) if (value) query.set(name, value);
  return client.ofSite(`comments?${query}`);
}

/** What may be done with one thread and how it looks. */
export class View {
  showHtml = showHtml;
  /** @type {Promise<any> | null} */
  writing = null;
  compose = el('div', 'compose');
  news = el('div', 'notices');
  list = el('ol', 'list');
  foot = el('div', 'foot');
  status = el('p', { class: 'status', role: 'status' });

  /** @param {Setting} setting @param {Page} page the first */
  constructor(setting, page) {
    this.setting = setting;
    this.host = setting.host;
    this.root = setting.root;
    this.client = setting.client;
    this.words = setting.words;
    this.place = setting.place;
    this.signal = setting.signal;
    this.page = page;
    /** @type {Shelf<import('./storage.js').OwnEntry>} */
    this.own = new Shelf(`own:${this.client.site}`);
    /** @type {Shelf<number>} */
    this.votes = new Shelf(`votes:${this.client.site}`);
    this.tree = new Tree(page.site.max_depth);
    this.title = el(this.heading(0), { class: 'heading', tabindex: -1 });
    this.toolbar = el('header', 'header', this.title, this.sortChoice());
    const { lang } = this.words;
    this.section = el('section', { class: 'thread', lang }, this.toolbar, ...buildNotices(this, null));
    this.section.append(this.compose, this.news, this.list, this.foot, this.status);
    if (page.site.team_link) this.section.append(this.teamLink());
    this.showCompose();
    this.fill(page);
  }

  /** @param {number} below levels under the thread's heading @returns {'h1' | 'h2'} any heading, in truth */
  heading(below) {
    const first = Number(this.host.getAttribute('heading-level')) || 2;
    return /** @type {'h1'} */ (`h${Math.min(6, Math.max(1, first) + below)}`);
  }

  sortChoice() {
    const options = SORTS.map((sort) => {
      return el('option', { value: sort, selected: sort === this.setting.sort }, this.words.say(sort));
    });
    const onchange = () => this.resort(parseSort(select.value));
    const label = this.words.say('sort');
    const select = el('select', { class: 'sort', 'aria-label': label, onchange }, ...options);
    return select;
  }

  /** Where members answer: a page of the service, for this one knows nobody. */
  teamLink() {
    const { client, place, words } = this;
    const href = `${client.base}moderate/${client.site}/threads/talk?thread=${encodeURIComponent(place.key)}`;
    return el('a', { class: 'team', href }, words.say('team'));
  }

  /** Show a first page in place of whatever is listed. @param {Page} page */
  fill(page) {
    this.page = page;
    this.tree = new Tree(page.site.max_depth);
    this.list.replaceChildren();
    addComments(this, page.comments);
    showNext(this);
    this.showCount(page.thread.count);
  }

  /** @param {number} count */
  showCount(count) {
    this.page.thread.count = count;
    this.title.textContent = this.words.say(count ? 'comments' : 'none', count);
    this.toolbar.lastElementChild?.toggleAttribute('hidden', count < 2);
  }

  /** The way into the form, or the banner of a closed thread. */
  showCompose() {
    const { closed } = this.page.thread;
    if (closed) {
      const words = this.words.say(closed.scope === 'roots' ? 'closedRoots' : 'closed');
      return this.compose.replaceChildren(buildBanner(this, words, 'closed', closed));
    }
    const text = this.hasDraft('') ? 'draft' : 'write';
    const open = button(this.words.say(text), () => this.write('compose', null), 'write');
    this.compose.replaceChildren(open);
  }

  /** @param {Node} node */
  mayReply(node) {
    const { closed, notices } = this.page.thread;
    const isShut = notices.some(({ kind, root }) => kind === 'closed' && root === node.root.comment.id);
    return (!closed || closed.scope === 'roots') && !isShut;
  }

  /** Is there an unsent text? @param {string} parent id, or empty for the thread itself */
  hasDraft(parent) {
    return load(`draft:${this.client.site}:${this.place.key}:${parent}`) !== null;
  }

  /** @param {string | null} cursor @returns {Promise<Page>} */
  readPage(cursor) {
    return this.client.read(pagePath(this.setting, cursor), this.signal, !cursor);
  }

  /** @param {Sort} sort */
  async resort(sort) {
    this.setting.sort = sort;
    try {
      const page = await this.readPage(null);
      if (this.setting.sort !== sort) return;
      this.fill(page);
      this.resume();
    } catch (failure) {
      if (!this.signal.aborted) this.tell(null, this.explain(failure));
    }
  }

  /**
   * May the team have decided about an own comment? If it waits, or is gone from where it stood.
   * @param {string} id @param {import('./storage.js').OwnEntry} own
   */
  hasNews(id, { thread, status, parent }) {
    const { nodes } = this.tree;
    const node = nodes.get(id);
    const root = parent && nodes.get(parent)?.root;
    const isGone = node ? node.comment.deleted : root ? !root.comment.more : !parent && !this.page.next;
    return thread === this.page.thread.key && (status === 'pending' || isGone);
  }

  /** Show what became of this reader's own comments here, if there may be news. */
  resume() {
    if (Object.entries(this.own.all()).some(([id, own]) => this.hasNews(id, own))) this.write('resume', null);
  }

  /** @param {Comment[]} comments @param {{ early?: boolean }} how */
  add(comments, how) {
    return addComments(this, comments, how);
  }

  /** @param {Node} node */
  redraw(node) {
    redraw(this, node);
  }

  /** Go to a comment, also to one that is not shown yet. @param {string} id */
  reveal(id) {
    if (!highlight(this, id)) this.write('find', id);
  }

  /** Tell the page. @param {'load' | 'posted' | 'error'} name @param {object} detail */
  emit(name, detail) {
    emit(this.host, name, detail);
  }

  /** Say something to those who listen. @param {string} text */
  announce(text) {
    this.status.textContent = text;
  }

  /** Say something at a comment, or at the top of the list. @param {Node | null} node @param {string} text @param {Element} [way] on */
  tell(node, text, way) {
    const place = node?.below ?? this.news;
    place.replaceChildren(el('p', 'notice', text, way));
    this.announce(text);
  }

  /** A failure in words. @param {unknown} failure */
  explain(failure) {
    return explain(this.words, failure);
  }

  /** Load the writing part and let it do something. @param {Deed} deed @param {Node | string | null} subject */
  async write(deed, subject) {
    this.writing ??= loadChunk('write');
    const part = await this.writing;
    if (this.signal.aborted) return;
    if (part) part.perform(kit, this, deed, subject);
    else this.refer(subject instanceof Object ? subject : null);
  }

  /** The writing part cannot be had: name another way. @param {Node | null} node */
  refer(node) {
    this.writing = null;
    const href = `${this.client.base}t/${this.client.site}?url=${encodeURIComponent(this.place.url)}`;
    const way = el('a', { href }, this.words.say('comments', this.page.thread.count));
    this.tell(node, `${this.words.say('chunk')} `, way);
  }
}
