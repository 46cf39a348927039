/** Send a draft so that it arrives once, however often the network fails. */

import { readerKey } from './kit.js';

/** @typedef {import('../client.js').Failure} Failure */
/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').Draft} Draft */
/** @typedef {import('../wire.d.ts').Posted} Posted */
/** @typedef {import('./draft.js').DraftBox} DraftBox */

/** Was another text stored under this key before? @param {Failure} failure */
function isKeyTaken({ status, errors }) {
  return status === 422 && errors.some(({ pointer }) => /idempotency-key/i.test(pointer));
}

/** @param {View} view @param {DraftBox} draft @param {Draft} payload @returns {Promise<Posted>} */
async function post(view, draft, payload) {
  draft.sending(payload);
  const proof = { reader: readerKey(), key: draft.kept.key };
  try {
    return await view.client.write('POST', view.client.ofSite('comments'), proof, payload);
  } catch (error) {
    const failure = /** @type {Failure} */ (error);
    if (failure.status >= 400 && failure.status < 500) draft.refused(payload);
    throw failure;
  }
}

/**
 * An earlier version had arrived although its answer did not: take that one, and bring it up to date.
 * If none of ours did, the key was used up in another tab: take a new one.
 * @param {View} view @param {DraftBox} draft @param {Draft} payload
 * @returns {Promise<Posted>}
 */
async function catchUp(view, draft, payload) {
  for (const earlier of [...draft.kept.sent].reverse()) {
    const posted = await post(view, draft, earlier).catch(unlessTaken);
    if (posted) return earlier.body === payload.body ? posted : patch(view, posted, payload.body);
  }
  draft.renew();
  return post(view, draft, payload);
}

/** @param {Failure} failure */
function unlessTaken(failure) {
  if (!isKeyTaken(failure)) throw failure;
}

/** @param {View} view @param {{ comment: { id: string }, edit_token: string }} own @param {string} body @returns {Promise<Posted>} */
export async function patch(view, own, body) {
  const answer = await view.client.write('PATCH', `comments/${own.comment.id}`, { token: own.edit_token }, { body });
  return { ...answer, edit_token: answer.edit_token ?? own.edit_token };
}

/** The server's yes to a draft; raises Failure. @param {View} view @param {DraftBox} draft @param {Draft} payload @returns {Promise<Posted>} */
export async function sendDraft(view, draft, payload) {
  try {
    return await post(view, draft, payload);
  } catch (error) {
    const failure = /** @type {Failure} */ (error);
    if (isKeyTaken(failure)) return catchUp(view, draft, payload);
    throw failure;
  }
}
