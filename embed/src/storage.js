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
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The reader key, made on the first write. @returns {string} */
export function readerKey() {
  const key = load('reader') ?? randomKey();
  save('reader', key);
  return key;
}

/** A record of JSON values by id, kept under one name. @template T */
export class Shelf {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
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
    const all = this.all();
    delete all[id];
    save(this.name, value === null ? all : { ...all, [id]: value });
  }
}
