/** What the reading part lends to the writing part, so that nothing is loaded twice. */

import { addStyle, button, el } from './dom.js';
import { load, randomKey, readerKey, save } from './storage.js';

export const kit = { addStyle, el, button, load, save, randomKey, readerKey };
