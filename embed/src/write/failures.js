/** Say in words why a text was not accepted, with a way on. The text is never lost. */

import { button, el } from './kit.js';

/** @typedef {import('../client.js').Failure} Failure */
/** @typedef {import('./form.js').Form} Form */

/** @param {Form} form @param {...(string | Node)} parts */
function summarise(form, ...parts) {
  form.summary.replaceChildren(...parts.map((part) => (typeof part === 'string' ? el('p', '', part) : part)));
}

/** `in 10 seconds`, `in 25 minutes`. @param {number} seconds @param {string} lang */
function inTime(seconds, lang) {
  const format = new Intl.RelativeTimeFormat(lang);
  return seconds > 90 ? format.format(Math.ceil(seconds / 60), 'minutes') : format.format(seconds, 'seconds');
}

/** Count down until sending makes sense again. @param {Form} form @param {number} seconds */
function countDown(form, seconds) {
  const { words } = form.view;
  const end = Date.now() + seconds * 1000;
  // Changing the number of seconds must not be read out every second.
  const line = el('p', { 'aria-live': 'off' });
  const stop = () => {
    clearInterval(timer);
    form.blocked = false;
    form.setSubmit(form.purpose.submit, false);
  };
  const show = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    line.textContent = left > 0 ? words.say('wait', inTime(left, words.lang)) : words.say('now');
    if (left <= 0 || !form.form.isConnected) stop();
  };
  form.blocked = true;
  form.setSubmit(form.purpose.submit, true);
  const timer = setInterval(show, 1000);
  summarise(form, line);
  show();
}

/** @param {Form} form */
async function copyText(form) {
  const { input } = form.inputs.body;
  input.select();
  // Where the clipboard is refused the selection is there to be copied by hand.
  await navigator.clipboard?.writeText(input.value).catch(() => {});
}

/** The text cannot be sent any more: it stays, readable and copyable. @param {Form} form @param {string} reason */
function keepForCopying(form, reason) {
  const { words } = form.view;
  form.blocked = true;
  form.submit.hidden = true;
  form.inputs.body.input.readOnly = true;
  summarise(
    form,
    reason,
    words.say('keptHere'),
    button(words.say('copy'), () => copyText(form)),
  );
}

/** @param {Form} form @param {Failure} failure */
function showComplaints(form, failure) {
  const rest = form.inputs.blame(failure.errors);
  if (rest.length) summarise(form, ...rest.map(({ detail }) => detail));
  else if (!failure.errors.length) summarise(form, form.view.explain(failure));
}

/** @param {Form} form @param {unknown} error */
export function showFailure(form, error) {
  const reason = form.view.explain(error);
  const failure = /** @type {Failure} */ (error);
  const { status, wait } = failure;
  if (status === 422) showComplaints(form, failure);
  else if (status === 429) countDown(form, wait || 10);
  else if (status === 409) keepForCopying(form, reason);
  else if (status === 0 || status >= 500) summarise(form, `${reason} ${form.view.words.say('kept')}`);
  else summarise(form, reason);
}
