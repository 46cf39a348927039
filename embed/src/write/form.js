/** The form: for a new comment, a reply, or a change of one's own. */

import { showFailure } from './failures.js';
import { Inputs } from './inputs.js';
import { button, el } from './kit.js';
import { Preview } from './preview.js';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').Posted} Posted */
/** @typedef {import('./inputs.js').Values} Values */
/**
 * @typedef {object} Purpose
 * @property {string} title
 * @property {string} submit label of the button
 * @property {boolean} textOnly a change of the text alone
 * @property {{ body: string, subscribe: boolean }} start
 * @property {(body: string, subscribe: boolean) => void} keep what is typed
 * @property {(values: Values) => Promise<Posted>} send
 * @property {(posted: Posted) => void} done
 * @property {() => void} cancel
 */

export class Form {
  busy = false;
  blocked = false;
  summary = el('div', { class: 'summary', role: 'alert' });

  /** @param {View} view @param {Purpose} purpose */
  constructor(view, purpose) {
    this.view = view;
    this.purpose = purpose;
    this.inputs = new Inputs(view, purpose.textOnly, () => this.keep());
    this.preview = new Preview(view, this.inputs.body);
    this.submit = el('button', 'button primary', purpose.submit);
    this.form = this.build();
    this.inputs.fill(purpose.start);
  }

  build() {
    const { title, textOnly, cancel } = this.purpose;
    const { policy, rules_html } = this.view.page.site;
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.send();
    };
    const leave = button(this.view.words.say('cancel'), cancel, 'button');
    const row = el('p', 'row', this.submit, this.preview.button, leave);
    const inputs = this.inputs.boxes(this.preview.box);
    const end = [this.summary, row, !textOnly && policy && el('p', 'hint', policy)];
    const house = rules_html && el('details', 'body');
    if (house) this.view.showHtml(house, `<summary>${this.view.words.say('rules')}</summary>${rules_html}`);
    const look = { class: 'form', novalidate: true, 'aria-label': title, onsubmit };
    return el('form', look, el('p', 'strong', title), house, ...inputs, ...end);
  }

  keep() {
    this.purpose.keep(this.inputs.body.input.value, this.inputs.tick.checked);
  }

  /** @param {string} label of the button @param {boolean} isOff */
  setSubmit(label, isOff) {
    this.submit.textContent = label;
    this.submit.setAttribute('aria-disabled', String(isOff));
  }

  /** Check, send, and either go on or say what is wrong. The text stays until the server said yes. */
  async send() {
    if (this.busy || this.blocked || !this.inputs.check()) return;
    this.busy = true;
    this.inputs.remember();
    this.summary.replaceChildren();
    this.setSubmit(this.view.words.say('sending'), true);
    try {
      const posted = await this.purpose.send(this.inputs.values());
      this.purpose.done(posted);
    } catch (failure) {
      this.setSubmit(this.purpose.submit, false);
      showFailure(this, failure);
    }
    this.busy = false;
  }
}
