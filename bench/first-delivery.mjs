// A verified first delivery, side by side with what people do by hand: md5sum at the source, rsync, md5sum -c at the destination. See README.md.
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, table, wallOf } from './measure.mjs';
import { programAt, writeManifests } from './program.mjs';

const LOADS = [
  { name: '8 files of 256 MB', files: 8, bytes: 256_000_000, perDirectory: 8, target: 0.7, aim: 0.6 },
  { name: '20,000 files of 10 kB', files: 20_000, bytes: 10_000, perDirectory: 200, target: 1, aim: 1 },
];

/** As the four systems do it: all sums at the source, the copy, all sums at the destination. */
const BY_HAND = [
  'cd "$1" && find . -type f -print0 | xargs -0 md5sum > "$3"',
  'rsync -a "$1/" "$2/"',
  'cd "$2" && md5sum --quiet -c "$3"',
].join(' && ');

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, program: { type: 'string' } },
});
const program = programAt(options.program);
const base = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'reconcile-bench-'));
process.once('exit', () => rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

for (const load of LOADS) await compare(load);

async function compare(load) {
  const parent = join(base, String(load.files));
  const from = join(parent, 'a');
  makeFiles(join(from, 'pool'), load);
  const ratios = [];
  const walls = { reconcile: [], 'by hand': [] };
  for (let round = 0; round <= Number(options.rounds); round++) {
    const sides = [
      async () => ({ ours: await deliver(from, join(parent, `reconcile-${round}`)) }),
      async () => ({ theirs: await byHand(from, join(parent, `by-hand-${round}`)) }),
    ];
    // Neither is always the first of a round.
    if (round % 2 === 1) sides.reverse();
    const { ours, theirs } = { ...(await sides[0]()), ...(await sides[1]()) };
    // The first round warms the caches and is not counted.
    if (round === 0) continue;
    walls.reconcile.push(ours);
    walls['by hand'].push(theirs);
    ratios.push(ours / theirs);
  }
  console.log(`\nverified first delivery of ${load.name}: medians of ${ratios.length} rounds`);
  console.log(
    table([['', 'wall'], ...Object.entries(walls).map(([name, times]) => [name, `${(median(times) / 1000).toFixed(2)} s`])]),
  );
  const ratio = median(ratios);
  const verdict = ratio <= load.target ? 'met' : 'MISSED';
  console.log(`wall, pair by pair: ${ratio.toFixed(2)} x by hand (target ${load.target}: ${verdict}; aim ${load.aim})`);
  rmSync(parent, { recursive: true, force: true });
}

/**
 * A new workspace and a new place each time, and none is removed before the end: ext4 without a journal is slow to make files
 * where many were just removed. It is checked that all was verified.
 */
async function deliver(from, workspace) {
  writeManifests(workspace, { from, to: join(workspace, 'b'), mirrors: [{ name: 'pool', path: 'pool' }] });
  await ready(from, workspace);
  const wall = await wallOf([process.execPath, program, '-C', workspace]);
  await wallOf([process.execPath, program, '-C', workspace, 'status', '--check']);
  return wall;
}

async function byHand(from, directory) {
  await ready(from, directory);
  return wallOf(['sh', '-c', BY_HAND, 'sh', join(from, 'pool'), join(directory, 'b/pool'), join(directory, 'sums')]);
}

/** What the one before left to be written must not be paid by the next, and both find the source in memory, as far as there is room. */
async function ready(from, directory) {
  mkdirSync(join(directory, 'b/pool'), { recursive: true });
  await wallOf(['sync']);
  await wallOf(['sh', '-c', 'find "$1" -type f -exec cat {} + > /dev/null', 'sh', from]);
}

function makeFiles(directory, { files, bytes, perDirectory }) {
  const content = Buffer.alloc(Math.min(bytes, 16_000_000));
  const past = new Date('2020-01-01T00:00:00Z');
  for (let file = 0; file < files; file++) {
    const inside = join(directory, `d${Math.floor(file / perDirectory)}`);
    if (file % perDirectory === 0) mkdirSync(inside, { recursive: true });
    const path = join(inside, `file-${file}`);
    const opened = openSync(path, 'w');
    for (let left = bytes; left > 0; left -= content.length) {
      randomFillSync(content);
      writeSync(opened, content, 0, Math.min(left, content.length));
    }
    closeSync(opened);
    utimesSync(path, past, past);
  }
}
