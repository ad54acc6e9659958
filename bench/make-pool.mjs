// node bench/make-pool.mjs DIRECTORY FILES: a pool of small files, a thousand to a directory, the same every time.
import { closeSync, futimesSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PER_DIRECTORY = 1000;
const FIRST_TIME = 1_700_000_000;

/** Names, sizes and times depend on nothing but the position, so that two pools made apart are equal. */
export function makePool(directory, files) {
  const content = Buffer.alloc(200, 'SIMPLE  =                    T ');
  for (let first = 0; first < files; first += PER_DIRECTORY) {
    const place = join(directory, `pool.${digits(first / PER_DIRECTORY, 4)}`, 'herschel.ia.dataset.Product');
    mkdirSync(place, { recursive: true });
    for (let position = first; position < Math.min(first + PER_DIRECTORY, files); position++) {
      const file = openSync(join(place, `obs-${digits(position, 7)}.fits`), 'w');
      writeSync(file, content, 0, position % content.length);
      // Whole and broken seconds by turns, as in real pools.
      const time = FIRST_TIME + position + (position % 2) / 4;
      futimesSync(file, time, time);
      closeSync(file);
    }
    for (const made of [place, join(place, '..'), directory]) utimesSync(made, FIRST_TIME, FIRST_TIME);
  }
}

function digits(number, width) {
  return String(number).padStart(width, '0');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) makePool(process.argv[2], Number(process.argv[3]));
