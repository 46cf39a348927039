/** Ask the team to look at a comment. */

import { Field } from './fields.js';
import { button, el, readerKey } from './kit.js';
import { closeBelow } from './open.js';

/** @typedef {import('../tree.js').Node} Node */
/** @typedef {import('../view.js').View} View */

const REASONS = ['spam', 'abuse', 'off-topic', 'about-me', 'illegal', 'other'];
const NOTE_LIMIT = 1000;

/** @param {View} view @param {Node} node @param {{ reason: string, note?: string, contact?: string }} flag */
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
  // An answer is for who speaks of a person or of the law; nobody else is asked.
  const contact = new Field(el('input', { type: 'email' }), {
    label: `${words.say('email')} ${words.say('optional')}`,
  });
  contact.box.hidden = true;
  const onchange = (/** @type {Event} */ { target }) => {
    contact.box.hidden = !/me$|ill/.test(/** @type {HTMLInputElement} */ (target).value);
  };
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    note.complain(
      await send(view, node, {
        reason: /** @type {HTMLInputElement} */ (form.querySelector(':checked')).value,
        ...(note.value && { note: note.value }),
        ...(contact.value && { contact: contact.value }),
      }),
    );
  };
  const why = el('fieldset', { onchange }, el('legend', 'strong', words.say('why')), ...reasonChoices(view));
  const go = el('button', 'button primary', words.say('send'));
  const leave = button(words.say('cancel'), () => closeBelow(view, node, 'report'));
  const row = el('p', 'row', go, leave);
  const form = el('form', { class: 'form', novalidate: true, onsubmit }, why, note.box, contact.box, row);
  node.below?.replaceChildren(form);
  form.querySelector('input')?.focus();
}
