/** A stand-in for the service: its threads, in memory, by the contract of the HTTP surface. */

/** @typedef {import('../../src/wire.d.ts').Comment} Comment */
/** @typedef {import('../../src/wire.d.ts').Page} Page */
/** @typedef {import('../../src/wire.d.ts').Sort} Sort */
/** @typedef {Comment & { status: string, body: string, token: string, until: string | null, reasons: string[], usually: 'hour' | 'hours' | 'day' | 'days' | null, change?: string, message?: string }} Stored */

export const LIMITS = { name: 100, email: 254, website: 500, body: 10_000 };
const REPLIES = 10;
const HOUR = 3_600_000;

/** @param {string} text */
const escapeText = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** @param {string} body */
export const render = (body) =>
  body
    .split(/\n{2,}/)
    .map((part) => `<p>${escapeText(part).replace(/\*([^*]+)\*/g, '<em>$1</em>')}</p>`)
    .join('\n');

/** @param {string} cursor @returns {{ root: string | null, after: string, sort: string }} */
const openCursor = (cursor) => JSON.parse(Buffer.from(cursor, 'base64url').toString());
/** @param {object} value */
const makeCursor = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One thread. */
export class FakeThread {
  /** @param {string} key */
  constructor(key) {
    this.key = key;
    /** @type {Stored[]} */
    this.comments = [];
    /** @type {import('../../src/wire.d.ts').Closed | null} */
    this.closed = null;
    /** @type {import('../../src/wire.d.ts').Notice[]} */
    this.notices = [];
    this.held = false;
    /** @type {Stored['usually']} */
    this.usually = null;
    this.version = 0;
    /** @type {Map<string, { print: string, comment: Stored }>} */
    this.keys = new Map();
  }

  /** @param {string} id */
  find(id) {
    return this.comments.find((comment) => comment.id === id);
  }

  /** @param {Stored} comment @returns {Stored} */
  rootOf(comment) {
    const parent = comment.parent && this.find(comment.parent);
    return parent ? this.rootOf(parent) : comment;
  }

  /** What strangers see, tombstones included. */
  visible() {
    return this.comments.filter((comment) => comment.status === 'approved' || comment.deleted);
  }

  count() {
    return this.visible().filter((comment) => !comment.deleted).length;
  }

  /** @param {Stored} comment @param {string | null} [more] @returns {Comment} */
  present(comment, more = null) {
    const { id, parent, pinned, created, edited, score, kind } = comment;
    const below = this.visible().filter((other) => !other.deleted && this.isBelow(other, comment));
    const base = { id, parent, depth: this.depth(comment), replies: below.length, pinned, created, edited };
    if (comment.deleted)
      return { ...base, score: 0, kind, more, deleted: true, author: null, html: null, pinned: false };
    const { author, html, channel } = comment;
    return { ...base, score, kind, more, author, html, ...(channel && { channel }) };
  }

  /** @param {Stored} other @param {Stored} comment */
  isBelow(other, comment) {
    if (comment.parent !== null) return other.parent === comment.id;
    return other.id !== comment.id && this.rootOf(other).id === comment.id;
  }

  /** @param {Stored} comment @returns {number} */
  depth(comment) {
    const parent = comment.parent && this.find(comment.parent);
    return parent ? this.depth(parent) + 1 : 0;
  }

  /** @param {string} sort */
  roots(sort) {
    const roots = this.visible().filter((comment) => comment.parent === null);
    if (sort === 'newest') roots.reverse();
    if (sort === 'best') roots.sort((a, b) => b.score - a.score);
    return [...roots.filter(({ pinned }) => pinned), ...roots.filter(({ pinned }) => !pinned)];
  }

  /** Replies of a root after an id. @param {Stored} root @param {string} after @param {string} sort @param {number} size */
  replies(root, after, sort, size = REPLIES) {
    const all = this.visible().filter((other) => other.parent && this.rootOf(other) === root && other.id > after);
    const some = all.slice(0, size);
    const last = some.at(-1);
    const more = all.length > size && last ? makeCursor({ root: root.id, after: last.id, sort }) : null;
    return { some, more };
  }

  /** @param {string} sort @param {number} limit @param {string | null} cursor */
  page(sort, limit, cursor) {
    const from = cursor ? openCursor(cursor) : null;
    if (from?.root) return this.repliesPage(from.root, from.after, sort, limit);
    const roots = this.roots(sort);
    const start = from ? roots.findIndex(({ id }) => id === from.after) + 1 : 0;
    const some = roots.slice(start, start + limit);
    const comments = some.flatMap((root) => {
      const { some: replies, more } = this.replies(root, '', sort);
      return [this.present(root, more), ...replies.map((reply) => this.present(reply))];
    });
    const isLast = start + limit >= roots.length;
    return { comments, next: isLast ? null : makeCursor({ root: null, after: some.at(-1)?.id, sort }) };
  }

  /** @param {string} id @param {string} after @param {string} sort @param {number} limit */
  repliesPage(id, after, sort, limit) {
    const root = this.find(id);
    if (!root) return { comments: [], next: null };
    const { some, more } = this.replies(root, after, sort, limit);
    return { comments: some.map((reply) => this.present(reply)), next: more };
  }

  /** @param {Stored} comment */
  ancestors(comment) {
    /** @type {Stored[]} */
    const chain = [];
    for (let at = comment.parent; at; ) {
      const parent = this.find(at);
      if (parent) chain.unshift(parent);
      at = parent?.parent ?? null;
    }
    return chain;
  }

  describe() {
    const { key, closed, notices, version } = this;
    const state = closed ? 'closed' : 'open';
    return { key, url: null, title: null, state, closed, notices, count: this.count(), version };
  }
}

let serial = 412_345_678_901_234_000n;

/** Add a comment. @param {FakeThread} thread @param {Partial<Stored> & { body: string }} what @returns {Stored} */
export function addComment(thread, what) {
  serial += 7n;
  /** @type {Stored} */
  const stored = {
    id: String(serial),
    parent: null,
    depth: 0,
    replies: 0,
    pinned: false,
    author: { name: 'Ada', url: null, role: null },
    html: render(what.body),
    created: new Date().toISOString(),
    edited: null,
    score: 0,
    kind: 'comment',
    more: null,
    status: 'approved',
    token: `token-${serial}`,
    until: new Date(Date.now() + HOUR).toISOString(),
    reasons: [],
    usually: null,
    ...what,
  };
  thread.comments.push(stored);
  thread.version++;
  return stored;
}
