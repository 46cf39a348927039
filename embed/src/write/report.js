/** Ask the team to look at a comment. */

import { Field } from './fields.js';
import { button, el, readerKey } from './kit.js';
import { closeBelow } from './open.js';

/** @typedef {import('../tree.js').Node} Node */
/** @typedef {import('../view.js').View} View */

const REASONS = ['spam', 'abuse', 'off-topic', 'about-me', 'illegal', 'other'];
const NOTE_LIMIT = 1000;

/** @param {View} view @param {Node} node @param {{ reason: string, note?: string }} flag */
async function send(view, node, flag) {
  try {
    await view.client.write('POST', `comments/${node.comment.id}/flags`, { reader: readerKey() }, flag);
    view.tell(node, view.words.say('thanks'));
    node.card?.focus();
  } catch (failure) {
    view.announce(view.explain(failure));
    return view.explain(failure);
  }
  return '';
}

/** @param {View} view */
function reasonChoices(view) {
  return REASONS.map((value, index) =>
    el('label', 'tick', el('input', { type: 'radio', name: 'reason', value, checked: !index }), view.words.say(value)),
  );
}

/** @param {View} view @param {Node} node */
export function openReport(view, node) {
  const { words } = view;
  const note = new Field(el('textarea', { rows: 2, maxlength: NOTE_LIMIT }), {
    label: `${words.say('note')} ${words.say('optional')}`,
  });
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const reason = /** @type {HTMLInputElement | null} */ (form.querySelector(':checked'))?.value ?? 'other';
    note.complain(await send(view, node, { reason, ...(note.value && { note: note.value }) }));
  };
  const why = el('fieldset', '', el('legend', 'strong', words.say('why')), ...reasonChoices(view));
  const go = el('button', 'button primary', words.say('send'));
  const leave = button(words.say('cancel'), () => closeBelow(view, node, 'report'));
  const row = el('p', 'row', go, leave);
  const form = el('form', { class: 'form', novalidate: true, onsubmit }, why, note.box, row);
  node.below?.replaceChildren(form);
  form.querySelector('input')?.focus();
}
