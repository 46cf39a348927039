/** Open the form where it is wanted: above the thread, under a comment, or in place of one's own text. */

import { DraftBox } from './draft.js';
import { Form } from './form.js';
import { fetchOwn, settleEdit, settlePost } from './own.js';
import { patch, sendDraft } from './send.js';

/** @typedef {import('../tree.js').Node} Node */
/** @typedef {import('../view.js').View} View */
/** @typedef {import('./form.js').Purpose} Purpose */
/** @typedef {import('./inputs.js').Values} Values */

/** @param {View} view @param {string} what parent id, `edit:ID`, or empty */
function draftBox(view, what) {
  return new DraftBox(`${view.client.site}:${view.place.key}:${what}`);
}

/** @param {View} view @param {string | null} parent @param {Values} values @returns {import('../wire.d.ts').Draft} */
function payloadOf(view, parent, values) {
  const { key, ...place } = view.place;
  return { thread: key, ...place, title: document.title, parent, ...values };
}

/**
 * What a new comment needs; `box` is where the form stands, `leave` gives the place back.
 * @param {View} view @param {Node | null} node answered @param {() => void} leave
 * @returns {Pick<Purpose, 'textOnly' | 'submit' | 'start' | 'keep' | 'send' | 'done' | 'cancel'>}
 */
function newComment(view, node, leave) {
  const parent = node?.comment.id ?? null;
  const draft = draftBox(view, parent ?? '');
  return {
    textOnly: false,
    submit: view.words.say('post'),
    start: draft.kept,
    keep: (body, subscribe) => draft.keep(body, subscribe),
    send: (values) => sendDraft(view, draft, payloadOf(view, parent, values)),
    done: (posted) => {
      draft.clear();
      leave();
      settlePost(view, posted);
    },
    cancel: leave,
  };
}

/** Put a form into a place unless there is one already. @param {HTMLElement} box @param {() => Form} build */
function place(box, build) {
  const open = box.querySelector('textarea');
  if (open) return open.focus();
  const form = build();
  box.replaceChildren(form.form);
  form.inputs.focus();
}

/** @param {View} view */
export function openCompose(view) {
  const leave = () => {
    view.showCompose();
    view.compose.querySelector('button')?.focus();
  };
  const title = view.words.say('write');
  place(view.compose, () => new Form(view, { title, ...newComment(view, null, leave) }));
}

/** Close what is open under a comment, and go back to the button that opened it. @param {View} view @param {Node} node @param {string} name */
export function closeBelow(view, node, name) {
  node.below?.replaceChildren();
  view.redraw(node);
  /** @type {HTMLElement | null | undefined} */ (node.card?.querySelector(`.${name}`))?.focus();
}

/** @param {View} view @param {Node} node */
export function openReply(view, node) {
  if (!node.below) return;
  const title = view.words.say('replyTo', node.comment.author?.name ?? '');
  const leave = () => closeBelow(view, node, 'reply');
  place(node.below, () => new Form(view, { title, ...newComment(view, node, leave) }));
}

/** @param {View} view @param {Node} node */
export async function openEdit(view, node) {
  const { id } = node.comment;
  const own = await fetchOwn(view, id).catch((failure) => view.tell(node, view.explain(failure)));
  const entry = view.own.get(id);
  if (!own || !entry || !node.below) return;
  view.own.set(id, { ...entry, until: own.edit_until });
  if (!own.edit_until) return view.tell(node, view.words.say('tooLate'));
  const draft = draftBox(view, `edit:${id}`);
  const leave = () => closeBelow(view, node, 'edit');
  const start = { body: draft.kept.body || own.body, subscribe: false };
  /** @type {Purpose} */
  const purpose = {
    title: view.words.say('edit'),
    textOnly: true,
    submit: view.words.say('save'),
    start,
    keep: (body) => draft.keep(body, false),
    send: ({ body }) => patch(view, { comment: { id }, edit_token: entry.token }, body),
    done: (posted) => {
      draft.clear();
      leave();
      settleEdit(view, node, posted);
    },
    cancel: leave,
  };
  place(node.below, () => new Form(view, purpose));
}
