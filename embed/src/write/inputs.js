/** What the form asks for, and whether the answers will do. */

import { completeWebsite, Field, lengthOf } from './fields.js';
import { el, load, save } from './kit.js';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../wire.d.ts').FieldError} FieldError */
/** @typedef {import('../wire.d.ts').Draft['author']} Author */
/** @typedef {{ body: string, author: Author, subscribe: boolean, trap: boolean, seconds: number }} Values */

/** The number of characters is shown when fewer than this are left. */
const NEAR = 500;
/** More characters than this at once were kept, pasted or dictated: nobody types them. */
const AT_ONCE = 12;

export class Inputs {
  /** Nobody sees it; programs fill in whatever is there. */
  trap = el('input', { name: 'subject', hidden: true });
  /** When writing began; NaN where the time it takes tells nothing. */
  since = Date.now();
  length = 0;
  count = el('p', { class: 'hint count', hidden: true });

  /** @param {View} view @param {boolean} textOnly @param {() => void} changed */
  constructor(view, textOnly, changed) {
    this.words = view.words;
    this.site = view.page.site;
    this.textOnly = textOnly;
    const say = (/** @type {string} */ name) => view.words.say(name);
    const oninput = () => {
      this.update();
      changed();
    };
    this.body = new Field(el('textarea', { rows: 5, oninput }), {
      label: say('text'),
      hint: say('hint'),
      required: true,
    });
    this.name = new Field(el('input', { autocomplete: 'name' }), { label: say('name'), required: true });
    const email = el('input', { type: 'email', autocomplete: 'email' });
    this.email = new Field(email, { label: say('email'), hint: say('emailHint'), required: true });
    const website = el('input', { inputmode: 'url', autocomplete: 'url' });
    this.website = new Field(website, { label: `${say('website')} ${say('optional')}` });
    this.tick = el('input', { type: 'checkbox', onchange: oninput });
    this.body.hint.after(this.count);
  }

  /** @param {string} name of what the site offers or asks for */
  has(name) {
    return !this.textOnly && this.site.fields.includes(name);
  }

  /** In the order of the form; `preview` stands below the text. @param {HTMLElement} preview */
  boxes(preview) {
    const tick = el('label', 'tick', this.tick, this.words.say('subscribe'));
    return [
      !this.textOnly && this.name.box,
      this.body.box,
      preview,
      this.has('subscribe') && tick,
      !this.textOnly && this.email.box,
      this.has('website') && this.website.box,
      this.trap,
    ];
  }

  /** @param {{ body: string, subscribe: boolean }} kept */
  fill({ body, subscribe }) {
    const author = load('author') ?? {};
    this.body.input.value = body;
    this.name.input.value = author.name ?? '';
    this.website.input.value = author.website ?? '';
    this.tick.checked = subscribe;
    this.update();
  }

  get isEmailWanted() {
    return this.has('email') || (this.has('subscribe') && this.tick.checked);
  }

  /** Show the e-mail when it is wanted, and the characters when few are left; see how it is typed. */
  update() {
    this.email.box.hidden = !this.isEmailWanted;
    const length = lengthOf(this.body.value);
    const left = this.site.limits.body - length;
    if (length - this.length > AT_ONCE) this.since = NaN;
    this.length = length;
    this.count.hidden = left > NEAR;
    this.count.textContent = left < 0 ? this.words.say('over', -left) : this.words.say('left', left);
    this.count.classList.toggle('complaint', left < 0);
  }

  /** @returns {Values} */
  values() {
    const website = this.has('website') && completeWebsite(this.website.value);
    const email = this.isEmailWanted && this.email.value;
    const author = { name: this.name.value, ...(email && { email }), ...(website && { website }) };
    const subscribe = this.has('subscribe') && this.tick.checked;
    const seconds = Math.round((Date.now() - this.since) / 1000);
    return { body: this.body.value, author, subscribe, trap: !!this.trap.value, seconds };
  }

  /** What is wrong with a value: a phrase of ours if it has not the right form, or its length. @param {string} value @param {number} limit @param {RegExp} form @param {string} phrase */
  judge(value, limit, form, phrase) {
    const over = lengthOf(value) - limit;
    if (!form.test(value)) return this.words.say(phrase);
    return over > 0 ? this.words.say('over', over) : '';
  }

  /** Complaints in the order of the form. @returns {[Field, string][]} */
  complaints() {
    const { limits } = this.site;
    const { body, author } = this.values();
    const text = this.judge(body, limits.body, /./, 'needText');
    if (this.textOnly) return [[this.body, text]];
    const email = author.email ?? '';
    return [
      [this.name, this.judge(author.name, limits.name, /./, 'needName')],
      [this.body, text],
      [this.email, this.isEmailWanted ? this.judge(email, limits.email, /^[^\s@]+@[^\s@]+$/, 'needEmail') : ''],
      [this.website, this.judge(author.website ?? '', limits.website, /^(https?:\/\/[^\s/].*)?$/i, 'badWebsite')],
    ];
  }

  /** Put complaints at their fields and go to the first. @returns {boolean} is all well? */
  check() {
    const complaints = this.complaints();
    for (const [field, text] of complaints) field.complain(text);
    const first = complaints.find(([, text]) => text);
    first?.[0].input.focus();
    return !first;
  }

  /** Put the server's complaints at their fields; gives those that belong to none. @param {FieldError[]} errors */
  blame(errors) {
    /** @type {{ [pointer: string]: Field }} */
    const fields = { '/body': this.body, '/author/name': this.name, '/author/email': this.email };
    fields['/author/website'] = this.website;
    const mine = errors.filter(({ pointer }) => fields[pointer]?.box.isConnected);
    for (const { pointer, detail } of mine) fields[pointer]?.complain(detail);
    const first = mine[0];
    if (first) fields[first.pointer]?.input.focus();
    return errors.filter((error) => !mine.includes(error));
  }

  /** Remember the name for the next time. The e-mail is not kept. */
  remember() {
    if (!this.textOnly) save('author', { name: this.name.value, website: this.website.value });
  }

  /** Go where writing begins. */
  focus() {
    (this.textOnly || this.name.value ? this.body : this.name).input.focus();
  }
}
