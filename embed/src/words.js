/** Say things in the reader's language. English is built in; others are chunks of their own. */

import { loadChunk } from './chunks.js';
import en from './words/en.js';

/** @typedef {string | { [plural: string]: string }} Phrase with # for a number and {} for a name */
/** @typedef {{ [name: string]: Phrase }} Phrases */

/** Phrases of one language. */
export class Words {
  /** @param {string} lang BCP 47 @param {Phrases} [phrases] in place of the English ones */
  constructor(lang, phrases) {
    this.lang = canonical(lang);
    /** @type {Phrases} */
    this.phrases = { ...en, ...phrases };
  }

  /** @param {number} value */
  number(value) {
    return new Intl.NumberFormat(this.lang).format(value);
  }

  /** A phrase by name; a name we do not know stands for itself. @param {string} name @param {string | number} [value] */
  say(name, value = '') {
    const phrase = this.phrases[name] ?? name;
    const text = typeof phrase === 'string' ? phrase : this.plural(phrase, Number(value));
    return text.replace(/#|\{\}/, () => (typeof value === 'number' ? this.number(value) : value));
  }

  /** @param {{ [plural: string]: string }} phrase @param {number} value */
  plural(phrase, value) {
    return phrase[new Intl.PluralRules(this.lang).select(value)] ?? phrase.other ?? '';
  }
}

/** The language asked for: of the element, else of what is around it. @param {Element} element */
export function languageOf(element) {
  return element.closest('[lang]')?.getAttribute('lang') || 'en';
}

/** Words of a language, or English where there are none. @param {string} lang @returns {Promise<Words>} */
export async function loadWords(lang) {
  const language = lang.slice(0, 2).toLowerCase();
  const part = language === 'en' ? {} : await loadChunk(language);
  return part ? new Words(lang, part.default) : new Words('en');
}

/** What Intl can use, for pages write `de_DE` too. @param {string} lang */
function canonical(lang) {
  try {
    return Intl.getCanonicalLocales(lang)[0] ?? 'en';
  } catch {
    return lang.slice(0, 2);
  }
}
