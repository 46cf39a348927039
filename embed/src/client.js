/** Speak HTTP with the service: anonymous reads without a header of our own, and writes. */

/** @typedef {import('./wire.d.ts').FieldError} FieldError */
/** @typedef {{ token?: string, reader?: string, key?: string }} Proof who asks, and under which idempotency key */

const WRITE_TIMEOUT = 30_000;

/** An answer that was not 2xx, or none at all (`status` 0, code `offline`). */
export class Failure extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, errors?: FieldError[] }} problem RFC 9457
   * @param {number} wait seconds until trying again makes sense
   */
  constructor(status, problem, wait = 0) {
    super(problem.detail || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code || (status ? 'error' : 'offline');
    this.detail = problem.detail || '';
    this.errors = problem.errors ?? [];
    this.wait = wait;
  }
}

/** @param {Response} response */
async function readProblem(response) {
  const problem = await response.json().catch(() => null);
  return new Failure(response.status, problem ?? {}, Number(response.headers.get('Retry-After')) || 0);
}

/**
 * The parsed answer, or null for an empty one. Raises Failure, and AbortError when `init.signal` says so.
 * @param {string} url @param {RequestInit} init
 */
async function ask(url, init) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { credentials: 'omit', ...init });
  } catch (error) {
    throw init.signal?.aborted && init.method === undefined ? error : new Failure(0, {});
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new Failure(response.status, { code: 'unreadable' });
  });
}

/** @param {Proof} proof */
function headersFor({ token, reader, key }) {
  return {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(reader && { 'Discuss-Reader': reader }),
    ...(key && { 'Idempotency-Key': key }),
  };
}

/** The service at one address. */
export class Client {
  /** @param {string} base address of the service, with a slash at its end @param {string} site */
  constructor(base, site) {
    this.base = base;
    this.site = site;
  }

  /** @param {string} path below /api/v1/ */
  address(path) {
    return `${this.base}api/v1/${path}`;
  }

  /** Path of something that belongs to the site. @param {string} what */
  ofSite(what) {
    return `sites/${encodeURIComponent(this.site)}/${what}`;
  }

  /**
   * A public read. `fresh` asks the browser to revalidate what it holds.
   * @param {string} path
   * @param {AbortSignal} signal
   * @param {boolean} [fresh]
   * @returns {Promise<any>}
   */
  read(path, signal, fresh) {
    return ask(this.address(path), { signal, cache: fresh ? 'no-cache' : 'default' });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Proof} proof
   * @param {unknown} [body] sent as JSON
   * @returns {Promise<any>}
   */
  write(method, path, proof, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WRITE_TIMEOUT);
    /** @type {RequestInit} */
    const init = { method, headers: headersFor(proof), signal: stop.signal };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...init.headers, 'Content-Type': 'application/json' };
    }
    return ask(this.address(path), init).finally(() => clearTimeout(timer));
  }
}
