/** What the reading part lends us: set once, before anything else of this part runs. */

/** @typedef {typeof import('../kit.js').kit} Kit */

/** @type {Kit['addStyle']} */
export let addStyle;
/** @type {Kit['el']} */
export let el;
/** @type {Kit['button']} */
export let button;
/** @type {Kit['load']} */
export let load;
/** @type {Kit['save']} */
export let save;
/** @type {Kit['randomKey']} */
export let randomKey;
/** @type {Kit['readerKey']} */
export let readerKey;

/** @param {Kit} kit */
export function borrow(kit) {
  ({ addStyle, el, button, load, save, randomKey, readerKey } = kit);
}
