/** The HTTP side of the stand-in: the routes a browser needs, faults on demand, and a log of what was asked. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { addComment, FakeThread, LIMITS, render } from './state.js';

/** @typedef {import('./state.js').Stored} Stored */
/** @typedef {{ status: number, body?: object | null, headers?: { [name: string]: string } }} Answer */
/** @typedef {{ method: string, path: string, query: URLSearchParams, headers: import('node:http').IncomingHttpHeaders, body: any }} Asked */
/** @typedef {(asked: Asked) => Answer | 'drop' | 'lose' | undefined} Fault `drop`: never handled; `lose`: handled, answer lost */

const built = new URL('../../../discuss/static/embed/', import.meta.url);

/** @param {number} status @param {string} code @param {string} detail @param {object} [more] @returns {Answer} */
export const problem = (status, code, detail, more = {}) => ({ status, body: { status, code, detail, ...more } });
/** @param {string} pointer @param {string} detail */
export const invalid = (pointer, detail) => problem(422, 'invalid', detail, { errors: [{ pointer, detail }] });

export class FakeService {
  constructor() {
    /** @type {Map<string, FakeThread>} */
    this.threads = new Map();
    /** @type {import('../../src/wire.d.ts').Site} */
    this.site = {
      name: 'The Town Blog',
      policy: 'Your name and text are shown; an e-mail address is kept until 30 days after your last subscription.',
      fields: ['subscribe', 'website'],
      limits: LIMITS,
      votes: 'up',
      max_depth: 6,
    };
    /** @type {Asked[]} */
    this.log = [];
    /** @type {Fault[]} */
    this.faults = [];
    this.server = createServer((request, response) => this.handle(request, response));
    this.base = '';
    /** Files that cannot be had. */
    this.missing = /^$/;
  }

  /** @param {number} [port] */
  async start(port = 0) {
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => resolve(null)));
    const address = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    this.base = `http://127.0.0.1:${address.port}/`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** @param {string} key */
  thread(key) {
    const found = this.threads.get(key) ?? new FakeThread(key);
    this.threads.set(key, found);
    return found;
  }

  /** Requests so far whose method and path match. @param {string} method @param {RegExp} path */
  asked(method, path) {
    return this.log.filter((one) => one.method === method && path.test(one.path));
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async handle(request, response) {
    const { pathname: full, searchParams } = new URL(request.url ?? '/', this.base);
    // Each tab has a prefix of its own, since Node keeps modules by address.
    const pathname = full.replace(/^\/tab\d+/, '');
    const text = await readAll(request);
    const body = text ? JSON.parse(text) : undefined;
    const asked = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body };
    if (asked.method === 'OPTIONS') return send(response, { status: 204 });
    if (/^\/embed(\/|\.js$)/.test(pathname)) return sendFile(response, this.missing.test(pathname) ? '' : pathname);
    this.log.push(asked);
    const fault = this.faults.shift()?.(asked);
    if (fault === 'drop') return response.destroy();
    const answer = fault && fault !== 'lose' ? fault : this.route(asked);
    if (fault === 'lose') return response.destroy();
    send(response, answer);
  }

  /** @param {Asked} asked @returns {Answer} */
  route(asked) {
    const [, , , kind, name = '', what = ''] = asked.path.split('/');
    if (kind === 'sites' && name !== 'town') return problem(404, 'unknown-site', 'There is no such site.');
    if (kind === 'sites') return this.siteRoute(asked, what);
    for (const thread of this.threads.values()) {
      const comment = thread.find(name);
      if (comment) return this.commentRoute(asked, thread, comment, what);
    }
    return problem(404, 'unknown-comment', 'There is no such comment.');
  }

  /** @param {Asked} asked @param {string} what @returns {Answer} */
  siteRoute({ method, query, body, headers }, what) {
    if (what === 'counts') return { status: 200, body: { counts: this.counts(query.getAll('thread')) } };
    if (what === 'preview') return { status: 200, body: { html: render(body.body) } };
    if (method === 'POST') return this.post(body, headers);
    const key = query.get('thread') ?? '';
    if (/^(|null|undefined)$|\{\{/.test(key)) return invalid('?thread', 'The thread attribute names no thread.');
    const thread = this.thread(key);
    const limit = Number(query.get('limit') ?? 25);
    const page = thread.page(query.get('sort') ?? 'oldest', limit, query.get('cursor'));
    return { status: 200, body: { site: this.site, thread: thread.describe(), ...page, unknown: 1 } };
  }

  /** @param {string[]} keys */
  counts(keys) {
    return Object.fromEntries(keys.map((key) => [key, this.threads.get(key)?.count() ?? 0]));
  }

  /** @param {any} draft @param {import('node:http').IncomingHttpHeaders} headers @returns {Answer} */
  post(draft, headers) {
    const thread = this.thread(draft.thread);
    const key = String(headers['idempotency-key']);
    const print = JSON.stringify({ ...draft, trap: false, seconds: null });
    const known = thread.keys.get(key);
    if (known) return known.print === print ? posted(thread, known.comment, 201) : mismatch();
    if (thread.closed) return problem(409, 'thread-closed', 'Comments are closed.');
    const { body, parent, author } = draft;
    const status = thread.held ? 'pending' : 'approved';
    const shown = { name: author.name, url: author.website ?? null, role: null };
    const { usually } = thread;
    const comment = addComment(thread, { body, parent, status, author: shown, usually });
    thread.keys.set(key, { print, comment });
    return posted(thread, comment, 201);
  }

  /** @param {Asked} asked @param {FakeThread} thread @param {Stored} comment @param {string} what @returns {Answer} */
  commentRoute(asked, thread, comment, what) {
    const { method, body, headers } = asked;
    if (what === 'vote') return { status: 200, body: { score: vote(comment, body.value) } };
    if (what === 'flags') return { status: 202, body: {} };
    if (what === '' && method === 'GET') return permalink(thread, comment);
    if (headers.authorization !== `Bearer ${comment.token}`) return problem(401, 'not-authenticated', 'No.');
    if (what === 'own') return { status: 200, body: presentOwn(thread, comment) };
    if (method === 'DELETE') return remove(thread, comment);
    if (!comment.until) return problem(409, 'edit-window-over', 'The time to edit this comment is over.');
    Object.assign(comment, { body: body.body, html: render(body.body), edited: new Date().toISOString() });
    return posted(thread, comment, 200);
  }
}

const mismatch = () => invalid('Idempotency-Key', 'This key was used for another comment.');

/** @param {FakeThread} thread @param {Stored} comment @param {number} status @returns {Answer} */
function posted(thread, comment, status) {
  const { token, until } = comment;
  const shown = { ...thread.present(comment), author: comment.author, html: comment.html };
  const body = {
    comment: shown,
    status: comment.status,
    version: thread.version,
    edit_token: token,
    edit_until: until,
    usually: comment.usually,
  };
  return { status: comment.status === 'approved' ? status : 202, body };
}

/** @param {FakeThread} thread @param {Stored} comment */
function presentOwn(thread, comment) {
  const { until, token, ...rest } = comment;
  return { change: null, message: null, ...rest, thread: thread.key, url: null, edit_until: until };
}

/** @param {FakeThread} thread @param {Stored} comment @returns {Answer} */
function permalink(thread, comment) {
  const ancestors = thread.ancestors(comment).map((one) => thread.present(one));
  const { more } = thread.replies(thread.rootOf(comment), comment.id, 'oldest', 0);
  return {
    status: 200,
    body: { thread: thread.describe(), comment: thread.present(comment), ancestors, cursor: more },
  };
}

/** @param {Stored} comment @param {number} value */
function vote(comment, value) {
  comment.score += value || -1;
  return comment.score;
}

/** @param {FakeThread} thread @param {Stored} comment @returns {Answer} */
function remove(thread, comment) {
  if (thread.comments.some(({ parent }) => parent === comment.id)) comment.deleted = true;
  else thread.comments.splice(thread.comments.indexOf(comment), 1);
  return { status: 204 };
}

/** @param {import('node:http').IncomingMessage} request */
async function readAll(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

/** @param {import('node:http').ServerResponse} response @param {Answer} answer */
function send(response, { status, body, headers }) {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'Content-Type, Authorization, Discuss-Reader, Idempotency-Key',
    'Access-Control-Expose-Headers': 'ETag, Retry-After',
    ...headers,
  });
  response.end(body ? JSON.stringify(body) : undefined);
}

/** @param {import('node:http').ServerResponse} response @param {string} path */
async function sendFile(response, path) {
  const name = path.split('/').at(-1) ?? '';
  const text = await readFile(join(built.pathname, name), 'utf8').catch(() => null);
  const headers = { 'Content-Type': 'text/javascript', 'Access-Control-Allow-Origin': '*' };
  response.writeHead(text === null ? 404 : 200, headers).end(text ?? '');
}
