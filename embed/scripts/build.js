/** Write the bundle into the package; with --check only say whether what lies there is fresh. */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleAll, target } from './bundle.js';

/** @param {Map<string, string>} files @returns {Promise<string[]>} what differs */
async function findStale(files) {
  const present = await readdir(target).catch(() => []);
  const stale = present.filter((name) => !files.has(name));
  for (const [name, text] of files) {
    const old = await readFile(join(target, name), 'utf8').catch(() => null);
    if (old !== text) stale.push(name);
  }
  return stale;
}

/** @param {Map<string, string>} files */
async function write(files) {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, text] of files) await writeFile(join(target, name), text);
}

const files = await bundleAll();
if (process.argv.includes('--check')) {
  const stale = await findStale(files);
  if (stale.length) {
    console.error(`Not fresh: ${stale.join(', ')}. Run "npm run build".`);
    process.exitCode = 1;
  } else console.log('The built files are fresh.');
} else {
  await write(files);
  console.log([...files.keys()].join('\n'));
}
