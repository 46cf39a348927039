/** Speak HTTP with the service: anonymous reads without a header of our own, and writes. */

/** @typedef {import('./wire.d.ts').FieldError} FieldError */
/** @typedef {{ token?: string, reader?: string, key?: string }} Proof who asks, and under which idempotency key */

/** Milliseconds until a write counts as failed; it can be repeated safely. */
const PATIENCE = 30_000;

/** An answer that was not 2xx, or none at all (`status` 0, code `offline`). */
export class Failure extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, errors?: FieldError[] }} problem RFC 9457
   * @param {number} wait seconds until trying again makes sense
   */
  constructor(status, problem, wait = 0) {
    super((problem.errors?.[0] ?? problem).detail || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code || (status ? 'error' : 'offline');
    this.detail = problem.detail || '';
    this.errors = problem.errors ?? [];
    this.wait = wait;
  }
}

/** @param {Response} response */
async function readProblem(response) {
  const problem = await response.json().catch(() => ({}));
  return new Failure(response.status, problem, Number(response.headers.get('Retry-After')) || 0);
}

/** The parsed answer, or null for an empty one. Raises Failure. @param {string} url @param {RequestInit} init */
async function ask(url, init) {
  const response = await fetch(url, { credentials: 'omit', ...init }).catch(() => {
    throw new Failure(0, {});
  });
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new Failure(502, {});
  });
}

/** The service at one address. */
export class Client {
  /** @param {string} base address of the service, with a slash at its end @param {string} site */
  constructor(base, site) {
    this.base = base;
    this.api = `${base}api/v1/`;
    this.site = site;
  }

  /** Path of something that belongs to the site. @param {string} what */
  ofSite(what) {
    return `sites/${encodeURIComponent(this.site)}/${what}`;
  }

  /**
   * A public read. `fresh` asks the browser to revalidate what it holds.
   * @param {string} path below /api/v1/
   * @param {AbortSignal | null} signal
   * @param {boolean} [fresh]
   * @returns {Promise<any>}
   */
  read(path, signal, fresh) {
    return ask(this.api + path, { signal, cache: fresh ? 'no-cache' : 'default' });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Proof} proof
   * @param {object} [body] sent as JSON
   * @returns {Promise<any>}
   */
  write(method, path, { token, reader, key }, body) {
    const headers = {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(reader && { 'Discuss-Reader': reader }),
      ...(key && { 'Idempotency-Key': key }),
    };
    const signal = AbortSignal.timeout(PATIENCE);
    return ask(this.api + path, { method, headers, signal, body: body ? JSON.stringify(body) : null });
  }
}

/** A failure in words. @param {import('./words.js').Words} words @param {any} failure */
export function explain(words, { status, code, detail }) {
  if (code === 'offline') return words.say(code);
  return (status < 500 && detail) || words.say('server');
}
