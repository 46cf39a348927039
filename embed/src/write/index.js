/** The writing part: loaded when the reader wants to say something. */

import { openDelete } from './delete.js';
import { find } from './find.js';
import { addStyle, borrow } from './kit.js';
import { openCompose, openEdit, openReply } from './open.js';
import { openReport } from './report.js';
import { resumeOwn } from './resume.js';
import en from './words-en.js';
import css from './write.css';

/** @typedef {import('../view.js').View} View */
/** @typedef {import('../tree.js').Node} Node */
/** @typedef {'compose' | 'reply' | 'edit' | 'delete' | 'report' | 'resume' | 'find'} Deed */

/** @type {{ [deed: string]: (view: View, subject: any) => unknown }} */
const DEEDS = {
  compose: openCompose,
  reply: openReply,
  edit: openEdit,
  delete: openDelete,
  report: openReport,
  resume: resumeOwn,
  find,
};

/** Bring our words and styles. @param {View} view */
function prepare(view) {
  view.words.phrases = { ...en, ...view.words.phrases };
  addStyle(view.root, css);
}

/** @param {import('./kit.js').Kit} kit @param {View} view @param {Deed} deed @param {Node | string | null} subject */
export function perform(kit, view, deed, subject) {
  borrow(kit);
  prepare(view);
  DEEDS[deed]?.(view, subject);
}
