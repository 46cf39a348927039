/** A text not yet accepted: kept in the browser, with its idempotency key, until the server has said yes. */

import { load, randomKey, save } from './kit.js';

/** @typedef {import('../wire.d.ts').Draft} Draft */
/**
 * @typedef {object} Kept
 * @property {string} key sent as Idempotency-Key, the same for every try
 * @property {string} body
 * @property {boolean} subscribe
 * @property {Draft[]} sent what went out under the key and may have arrived
 */

/** One text in the making. */
export class DraftBox {
  /** @param {string} name under which it is kept */
  constructor(name) {
    this.name = `draft:${name}`;
    /** @type {Kept} */
    this.kept = { key: randomKey(), body: '', subscribe: false, sent: [], ...load(this.name) };
  }

  /** @param {string} body @param {boolean} subscribe */
  keep(body, subscribe) {
    Object.assign(this.kept, { body, subscribe });
    this.store();
  }

  /** An empty text is worth nothing, unless an earlier one may have arrived. */
  store() {
    save(this.name, this.kept.body.trim() || this.kept.sent.length ? this.kept : null);
  }

  /** Remember what goes out now. @param {Draft} payload */
  sending(payload) {
    this.refused(payload);
    this.kept.sent.push(payload);
    this.store();
  }

  /** The server said no: this one has certainly not been stored. @param {Draft} payload */
  refused(payload) {
    const text = JSON.stringify(payload);
    this.kept.sent = this.kept.sent.filter((sent) => JSON.stringify(sent) !== text);
    this.store();
  }

  /** The key belongs to another comment. */
  renew() {
    this.kept.key = randomKey();
  }

  /** The server said yes. */
  clear() {
    save(this.name, null);
  }
}
