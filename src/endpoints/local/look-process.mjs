// Looks at entries below its working directory and prints a record of each, as `find` would: names NUL-ended on stdin. What is not there,
// or behind a link, has none. What the system refuses in any other way ends it with 1: whoever asked looks by himself then.
import { Buffer } from 'node:buffer';
import { lstatSync, readlinkSync, writeSync } from 'node:fs';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { recordOf } from './entry-record.mjs';
import { heldPath } from './held-directories.mjs';

const PIECE = 64 * 1024;
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP'];

let records = '';
for (const name of (await buffer(process.stdin)).toString('latin1').split('\0').slice(0, -1)) {
  records += lookAt(name);
  if (records.length >= PIECE) write();
}
write();

function lookAt(name) {
  try {
    const path = heldPath(name);
    if (path === undefined) return '';
    const stats = lstatSync(path, { bigint: true });
    return recordOf(stats, name, stats.isSymbolicLink() ? readlinkSync(path, { encoding: 'buffer' }) : undefined);
  } catch (error) {
    if (NOT_THERE.includes(error?.code)) return '';
    process.exit(1);
  }
}

function write() {
  let bytes = Buffer.from(records, 'latin1');
  records = '';
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(1, bytes));
}
