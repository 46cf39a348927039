/** What a reader may do with comments afterwards: own ones that wait, changes, deletion, votes, reports. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addComment } from './fake/state.js';
import { startService, write } from './page.js';

test('a held comment is shown to its author, who may change and delete it meanwhile', async (context) => {
  const { open, talk } = await startService(context);
  talk.held = true;
  const page = open();
  await write(page, 'wait for it');
  await page.click('Post');
  await page.reads('Thank you. Someone from the team reads it first.');
  const [held] = talk.comments;
  assert.match(page.all('.waiting a')[0]?.getAttribute('href') ?? '', new RegExp(`own/${held?.id}/${held?.token}$`));
  assert.equal(page.all('.waiting .reply, .waiting .report, .waiting .votes').length, 0);
  assert.equal(page.all('.heading')[0]?.textContent, 'No comments yet');
  await page.click('Edit');
  await page.until(() => page.all('textarea').length === 1, 'the form');
  await page.type('Your comment', 'better');
  await page.click('Save');
  await page.until(() => page.all('.waiting .body')[0]?.textContent === 'better', 'the change');
  await page.click('Delete');
  await page.reads('Delete this comment for good?');
  page.all('.below .button')[0]?.click();
  await page.until(() => page.all('.card').length === 0, 'nothing');
  assert.equal(talk.comments.length, 0);
});

test('on the next visit a waiting comment is there, and the decision is told once', async (context) => {
  const { open, talk } = await startService(context);
  talk.held = true;
  const page = open();
  await write(page, 'wait');
  await page.click('Post');
  await page.find('.waiting');
  const { localStorage } = page.window;
  const second = open(undefined, { storage: localStorage });
  await second.find('.waiting');
  const [stored] = talk.comments;
  Object.assign(stored ?? {}, { status: 'approved' });
  const third = open(undefined, { storage: localStorage });
  await third.reads('Your comment was approved.');
  await third.click('OK');
  const fourth = open(undefined, { storage: localStorage });
  await fourth.find('.card');
  assert.equal(fourth.all('.notice').length, 0);
});

test('a refused comment is told with its reasons and its text', async (context) => {
  const { open, talk } = await startService(context);
  talk.held = true;
  const page = open();
  await write(page, 'bad words');
  await page.click('Post');
  await page.find('.waiting');
  Object.assign(talk.comments[0] ?? {}, { status: 'rejected', reasons: ['Please stay kind.'] });
  const later = open(undefined, { storage: page.window.localStorage });
  await later.reads('Your comment was not published.');
  await later.reads('Please stay kind.');
  await later.reads('bad words');
});

test('a message of the team is text, whatever it says, and is told until it was understood', async (context) => {
  const { open, talk } = await startService(context);
  talk.held = true;
  const page = open();
  await write(page, 'my text');
  await page.click('Post');
  await page.find('.waiting');
  const message = '<img src=x onerror=alert(1)>\nSecond line';
  Object.assign(talk.comments[0] ?? {}, { status: 'rejected', reasons: ['It is advertising.'], message });
  const storage = page.window.localStorage;
  const later = open(undefined, { storage });
  await later.reads('It is advertising.');
  assert.equal(later.all('.notice .message')[1]?.textContent, message);
  assert.equal(later.all('.notice img').length, 0);
  await later.click('OK');
  const last = open(undefined, { storage });
  await last.find('.heading');
  assert.equal(last.all('.notice').length, 0);
});

test('who waits reads how long that usually takes, at once and on the next visit', async (context) => {
  const { open, talk } = await startService(context);
  talk.held = true;
  talk.usually = 'hours';
  const page = open();
  await write(page, 'wait');
  await page.click('Post');
  await page.reads('reads it first. Usually within a few hours.');
  const later = open(undefined, { storage: page.window.localStorage });
  await later.reads('reads it first. Usually within a few hours.');
});

test('a change that was turned down is told, and the comment stays', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  const [mine] = talk.comments;
  Object.assign(mine ?? {}, { status: 'pending' });
  await page.click('Edit');
  await page.until(() => page.all('textarea').length === 1, 'the form');
  await page.click('Save');
  await page.reads('Someone from the team reads your change first');
  Object.assign(mine ?? {}, { status: 'approved', change: 'rejected', message: 'No prices here.' });
  const storage = page.window.localStorage;
  const later = open(undefined, { storage });
  await later.reads('Your change was not published');
  await later.reads('No prices here.');
  await later.click('OK');
  const last = open(undefined, { storage });
  await last.find('.card');
  assert.equal(last.all('.notice').length, 0);
  assert.equal(last.all('.card').length, 1);
});

test('a published comment that the team removed later is told once', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  Object.assign(talk.comments[0] ?? {}, { status: 'deleted', reasons: ['It is unkind to somebody.'] });
  const storage = page.window.localStorage;
  const later = open(undefined, { storage });
  await later.reads('This comment was removed.');
  await later.reads('It is unkind to somebody.');
  await later.click('OK');
  const last = open(undefined, { storage });
  await last.find('.heading');
  assert.equal(last.all('.notice').length, 0);
});

test('a page that is a moment old tells nothing wrong', async (context) => {
  const { open, service, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  const [mine] = talk.comments.splice(0);
  const atLast = () => {
    if (mine) talk.comments.push(mine);
    return undefined;
  };
  service.faults.push(() => undefined, atLast);
  const later = open(undefined, { storage: page.window.localStorage });
  await later.until(() => service.asked('GET', /own$/).length === 1, 'the question');
  await later.find('.heading');
  assert.equal(later.all('.notice').length, 0);
});

test('a comment with replies leaves a tombstone when its author deletes it', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  const [mine] = talk.comments;
  addComment(talk, { body: 'answer', parent: mine?.id ?? null });
  const later = open(undefined, { storage: page.window.localStorage });
  await later.click('Delete');
  await later.reads('Delete this comment for good?');
  later.all('.below .button')[0]?.click();
  await later.reads('This comment was removed.');
  assert.equal(later.all('.card').length, 2);
  assert.equal(later.all('.heading')[0]?.textContent, '1 comment');
});

test('an edit window that is over is told', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  Object.assign(talk.comments[0] ?? {}, { until: null });
  await page.click('Edit');
  await page.reads('The time to edit this comment is over.');
});

test('votes are set and taken back, and remembered', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'one', score: 2 });
  const page = open();
  await page.click('Vote for this comment');
  await page.until(() => page.all('.score')[0]?.textContent === '3', 'three');
  assert.equal((await page.button('Vote for this comment')).getAttribute('aria-pressed'), 'true');
  const later = open(undefined, { storage: page.window.localStorage });
  await later.click('Vote for this comment');
  await later.until(() => later.all('.score')[0]?.textContent === '2', 'two');
  assert.deepEqual(
    service.asked('PUT', /vote$/).map(({ body }) => body.value),
    [1, 0],
  );
});

test('votes may go both ways, or be off', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'one' });
  service.site.votes = 'both';
  await open().button('Vote against this comment');
  service.site.votes = 'off';
  const page = open();
  await page.find('.card');
  assert.equal(page.all('.votes').length, 0);
});

test('a report names a reason and is thanked for', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'buy!' });
  const page = open();
  await page.click('Report');
  await page.type('Anything the team', 'again');
  await page.click('Send');
  await page.reads('Thank you. The team will look at it.');
  assert.deepEqual(service.asked('POST', /flags$/)[0]?.body, { reason: 'spam', note: 'again' });
});

test('who reports something about themselves may ask for an answer', async (context) => {
  const { open, service, talk } = await startService(context);
  addComment(talk, { body: 'gossip' });
  const page = open();
  await page.click('Report');
  const box = () => page.all('.form .field').find((each) => each.textContent?.startsWith('E-mail'));
  await page.until(() => box() !== undefined, 'the form');
  assert.equal(box()?.hidden, true);
  const choose = (/** @type {string} */ value) => page.all(`[value=${value}]`)[0]?.click();
  choose('abuse');
  assert.equal(box()?.hidden, true);
  choose('about-me');
  assert.equal(box()?.hidden, false);
  await page.type('E-mail', 'ann@town.example');
  await page.click('Send');
  await page.reads('Thank you. The team will look at it.');
  assert.deepEqual(service.asked('POST', /flags$/)[0]?.body, { reason: 'about-me', contact: 'ann@town.example' });
});

test('a held change of a public comment is told to its author', async (context) => {
  const { open, talk } = await startService(context);
  const page = open();
  await write(page, 'mine');
  await page.click('Post');
  await page.find('.target');
  Object.assign(talk.comments[0] ?? {}, { status: 'pending' });
  await page.click('Edit');
  await page.until(() => page.all('textarea').length === 1, 'the form');
  await page.type('Your comment', 'with links');
  await page.click('Save');
  await page.reads('Someone from the team reads your change first');
  assert.equal(page.all('.heading')[0]?.textContent, '1 comment');
});
