// Reading back what was copied, side by side with md5sum on the same files: from memory, as after a copy, and from the disk, as a re-check does. See README.md.
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tsImport } from 'tsx/esm/api';
import { MEGABYTE, median, table, wallOf } from './measure.mjs';

const TARGET = 1.8;
const CHUNK = 4 * MEGABYTE;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    files: { type: 'string', default: '4' },
    megabytes: { type: 'string', default: '512' },
  },
});
const base = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'reconcile-bench-'));
process.once('exit', () => rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const pool = join(base, 'pool');
const bytes = Number(options.megabytes) * MEGABYTE;
makeFiles();
const names = readdirSync(pool).sort();
const paths = names.map((name) => join(pool, name));
const driver = await openDriver();

/** Each reads all files once; the cold ones find nothing of them in memory, or do not look there. */
const CONTENDERS = {
  'md5sum, from memory': () => wallOf(['md5sum', ...paths]),
  'our reading, from memory': () => read('keep'),
  'md5sum, from the disk': () => wallOf(['md5sum', ...paths]),
  'our reading, from the disk': () => read('drop'),
};

const rounds = [];
for (let round = 0; round <= Number(options.rounds); round++) {
  const walls = {};
  for (const [name, measure] of Object.entries(CONTENDERS)) {
    if (name.endsWith('memory')) warm();
    else forget();
    walls[name] = await measure();
  }
  // The first round is not counted.
  if (round > 0) rounds.push(walls);
}
report();

function makeFiles() {
  mkdirSync(pool);
  const chunk = randomFillSync(Buffer.alloc(CHUNK));
  for (let file = 0; file < Number(options.files); file++) {
    const opened = openSync(join(pool, `file-${file}`), 'w');
    for (let at = 0; at < bytes; at += CHUNK) {
      // No two parts are equal, and no two files.
      chunk.writeUInt32LE(file * 1_000_000 + at / CHUNK, 0);
      writeSync(opened, chunk, 0, Math.min(CHUNK, bytes - at));
    }
    fsyncSync(opened);
    closeSync(opened);
  }
}

/** The program's own driver of this host, from the sources. */
async function openDriver() {
  const { createDriver } = await tsImport('../src/endpoints/index.ts', import.meta.url);
  const { spawn } = await tsImport('../src/lib/spawn.ts', import.meta.url);
  const endpoint = { type: 'Local', name: 'here', root: pool, identity: 'NotChecked', maxTransfers: 2 };
  const limits = { idleMs: 600_000, deadlineMs: 3_600_000 };
  const tools = { spawn, now: Date.now, signal: new AbortController().signal, scratch: base, limits, step: () => undefined };
  return createDriver({ ...endpoint, timeToleranceNs: 0n, stalledAfterMs: 600_000 }, tools);
}

async function read(cache) {
  const files = names.map((path) => ({ path, size: bytes }));
  const began = process.hrtime.bigint();
  const digests = await driver.digests('', files, { algorithm: 'md5', cache });
  const wallMs = Number(process.hrtime.bigint() - began) / 1e6;
  if (!digests.ok || digests.value.size !== names.length) throw new Error(`not all were read: ${JSON.stringify(digests)}`);
  return wallMs;
}

function warm() {
  spawnSync('cat', paths, { stdio: 'ignore' });
}

function forget() {
  for (const path of paths) spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
}

function report() {
  const total = (bytes * names.length) / MEGABYTE;
  const rows = Object.keys(CONTENDERS).map((name) => {
    const wallMs = median(rounds.map((walls) => walls[name]));
    return [name, `${(wallMs / 1000).toFixed(2)} s`, `${Math.round((total / wallMs) * 1000)} MB/s`];
  });
  console.log(`${names.length} files of ${options.megabytes} MB: medians of ${rounds.length} rounds`);
  console.log(table([['', 'wall', 'rate'], ...rows]));
  for (const from of ['from memory', 'from the disk']) {
    const faster = median(rounds.map((walls) => walls[`md5sum, ${from}`] / walls[`our reading, ${from}`]));
    const verdict = faster >= TARGET ? 'met' : 'MISSED';
    console.log(`${from}, round by round: ${faster.toFixed(2)} x as fast as one md5sum (target ${TARGET}: ${verdict})`);
  }
}
