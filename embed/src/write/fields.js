/** Inputs with their labels, hints and complaints. */

import { el } from './kit.js';

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Input */
/**
 * @typedef {object} Look
 * @property {string} label
 * @property {string} [hint]
 * @property {boolean} [required]
 */

let serial = 0;

/** Code points, as the server counts. @param {string} text */
export const lengthOf = (text) => [...text].length;

/** One labelled input. */
export class Field {
  /** @param {Input} input @param {Look} look */
  constructor(input, { label, hint, required }) {
    const id = `f${++serial}`;
    this.input = input;
    this.complaint = el('p', { class: 'complaint', id: `${id}e`, hidden: true });
    this.hint = el('p', { class: 'hint', id: `${id}h`, hidden: !hint }, hint);
    input.id = id;
    input.setAttribute('aria-describedby', `${id}h ${id}e`);
    input.toggleAttribute('required', required ?? false);
    const name = el('label', { for: id }, label);
    this.box = el('div', 'field', name, input, this.hint, this.complaint);
  }

  get value() {
    return this.input.value.trim();
  }

  /** @param {string} text empty takes it back */
  complain(text) {
    this.complaint.textContent = text;
    this.complaint.hidden = !text;
    if (text) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }
}

/** `example.org` is meant as an address too. @param {string} text */
export function completeWebsite(text) {
  return text && !/^[a-z][a-z0-9+.-]*:/i.test(text) ? `https://${text}` : text;
}
