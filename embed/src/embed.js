/** The entry: define the elements where the browser can carry them, and nothing else. */

import { DiscussCount } from './count-element.js';
import { DiscussThread } from './thread-element.js';

const isAble =
  typeof customElements === 'object' && 'adoptedStyleSheets' in Document.prototype && 'timeout' in AbortSignal;

// The script may be there twice: the first one wins.
if (isAble && !customElements.get('discuss-thread')) {
  customElements.define('discuss-thread', DiscussThread);
  customElements.define('discuss-count', DiscussCount);
}
