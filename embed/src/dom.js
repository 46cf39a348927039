/** Build elements without markup, so that nothing a stranger wrote can become any. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * A new element. Functions become listeners (`onclick`), other values attributes; null, undefined and false are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ [name: string]: unknown }} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value != null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child || child === '')));
  return element;
}

/** A button that submits nothing. @param {string} text @param {() => void} onclick @param {string} [name] class and part */
export function button(text, onclick, name = 'button') {
  return el(
    'button',
    { type: 'button', class: name, part: name === 'button' ? name : `button ${name}`, onclick },
    text,
  );
}

/** An address if it is http(s), for strangers may name any. @param {string | null | undefined} url */
export function safeUrl(url) {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

/** Tell the page by an event that leaves shadow trees. @param {Element} target @param {'load' | 'posted' | 'error'} name @param {object} detail */
export function emit(target, name, detail) {
  target.dispatchEvent(new CustomEvent(`discuss:${name}`, { bubbles: true, composed: true, detail }));
}
