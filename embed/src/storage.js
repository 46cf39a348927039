/** What this browser keeps for its reader: the reader key, votes, proofs of own comments, drafts. */

/** @typedef {import('./wire.d.ts').Status} Status */
/**
 * @typedef {object} OwnEntry proof of authorship of one comment
 * @property {string} token
 * @property {string | null} until end of the edit window, RFC 3339
 * @property {Status} status as last heard
 * @property {string} thread key
 * @property {string | null} parent
 */

const VOTES_KEPT = 500;

/** Blocked storage (private windows, sandboxed frames) must never break reading. @type {Map<string, string>} */
const memory = new Map();

/** @param {string} name @returns {any} */
export function load(name) {
  const full = `discuss:${name}`;
  try {
    return JSON.parse(localStorage.getItem(full) ?? memory.get(full) ?? 'null');
  } catch {
    return JSON.parse(memory.get(full) ?? 'null');
  }
}

/** @param {string} name @param {unknown} value null removes */
export function save(name, value) {
  const full = `discuss:${name}`;
  const text = JSON.stringify(value);
  memory.delete(full);
  try {
    if (value === null) localStorage.removeItem(full);
    else localStorage.setItem(full, text);
  } catch {
    memory.set(full, text);
  }
}

/** 128 random bits as 32 hexadecimal characters. */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The reader key, made on the first write. @returns {string} */
export function readerKey() {
  const known = load('reader');
  if (typeof known === 'string' && /^[0-9a-f]{32}$/.test(known)) return known;
  const key = randomKey();
  save('reader', key);
  return key;
}

/** A record of JSON values by id, kept under one name. @template T */
export class Shelf {
  /** @param {string} name @param {number} [limit] how many of the newest are kept */
  constructor(name, limit = Number.POSITIVE_INFINITY) {
    this.name = name;
    this.limit = limit;
  }

  /** @returns {{ [id: string]: T }} */
  all() {
    const known = load(this.name);
    return known && typeof known === 'object' ? known : {};
  }

  /** @param {string} id @returns {T | undefined} */
  get(id) {
    return this.all()[id];
  }

  /** @param {string} id @param {T | null} value null removes */
  set(id, value) {
    const entries = Object.entries(this.all()).filter(([known]) => known !== id);
    if (value !== null) entries.push([id, value]);
    save(this.name, Object.fromEntries(entries.slice(-Math.min(this.limit, entries.length || 1))));
  }
}

/** @param {string} site @returns {Shelf<number>} */
export function votesOf(site) {
  return new Shelf(`votes:${site}`, VOTES_KEPT);
}

/** @param {string} site @returns {Shelf<OwnEntry>} */
export function ownOf(site) {
  return new Shelf(`own:${site}`);
}
