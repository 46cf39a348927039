/** Show how a text will look, as the server would render it. */

import { button, el } from './kit.js';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('./fields.js').Field} Field */

export class Preview {
  /** @param {View} view @param {Field} text */
  constructor(view, text) {
    this.view = view;
    this.text = text;
    const label = view.words.say('previewing');
    this.body = el('div', 'body');
    const frame = { class: 'preview', role: 'region', 'aria-label': label, hidden: true };
    this.box = el('div', frame, el('p', 'hint', label), this.body);
    this.button = button(view.words.say('preview'), () => this.show());
    text.input.addEventListener('input', () => this.box.classList.add('stale'));
  }

  async show() {
    const { view, text } = this;
    if (!text.value) return text.complain(view.words.say('needText'));
    try {
      const { html } = await view.client.write('POST', view.client.ofSite('preview'), {}, { body: text.value });
      this.box.hidden = false;
      this.box.classList.remove('stale');
      view.showHtml(this.body, html);
      text.complain('');
      view.announce(view.words.say('previewing'));
    } catch (failure) {
      text.complain(view.explain(failure));
    }
  }
}
