import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { asRecord } from '../lib/as-record.ts';
import { compareText } from '../lib/compare-text.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { readRegularFile } from '../lib/read-regular-file.ts';

/** Keeps a value in a file of the state. */
export type Save = (path: string, value: object) => void;

/** What we write is much smaller. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What a file of the state says, or undefined when it is missing, cut short, too large or no JSON: then nothing is remembered. */
export function readJson(path: string): unknown {
  const read = readRegularFile(path, MAX_BYTES);
  if (!read.ok) return undefined;
  try {
    return JSON.parse(read.value.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a file of the state as a whole, with sorted keys. Throws the errors of the file system. */
export function writeJson(path: string, value: object): void {
  makeDirectories(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, sortedKeys, 2)}\n`);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** For JSON.stringify: the keys of every object in the order of their code units. */
function sortedKeys(_key: string, value: unknown): unknown {
  const record = asRecord(value);
  return record === undefined ? value : Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}
