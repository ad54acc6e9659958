// What the program adds to the start of bare node. See README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makePool } from './make-pool.mjs';
import { median, table, wallOf } from './measure.mjs';
import { programAt, writeManifests } from './program.mjs';

const TARGETS_MS = { '--version': 20, '--plan': 150 };
const FILES = 50;

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, program: { type: 'string' } } });
const program = programAt(options.program);
const workspace = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
process.once('exit', () => rmSync(workspace, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const mirrors = ['calibration', 'observations'].map((name) => ({ name, path: name }));
for (const side of ['a', 'b']) for (const { path } of mirrors) makePool(join(workspace, side, path), FILES);
writeManifests(workspace, { from: join(workspace, 'a'), to: join(workspace, 'b'), mirrors });

const here = { cwd: workspace };
const ours = [process.execPath, program];
await wallOf(ours, here);
await wallOf([...ours, '--plan', '--detailed-exitcode'], here);

const rounds = [];
for (let round = 0; round <= Number(options.rounds); round++) {
  const costs = {
    bare: await wallOf([process.execPath, '-e', '0'], here),
    '--version': await wallOf([...ours, '--version'], here),
    '--plan': await wallOf([...ours, '--plan'], here),
  };
  // The first round warms the caches and is not counted.
  if (round > 0) rounds.push(costs);
}

console.log(`Medians of ${rounds.length} rounds; what is added to bare node is taken round by round.`);
const rows = Object.entries(TARGETS_MS).map(([name, target]) => {
  const added = median(rounds.map((costs) => costs[name] - costs.bare));
  return [
    `reconcile ${name}`,
    ms(median(rounds.map((costs) => costs[name]))),
    ms(added),
    ms(target),
    added <= target ? 'met' : 'MISSED',
  ];
});
console.log(
  table([['', 'wall', 'added', 'target', ''], ['node -e 0', ms(median(rounds.map(({ bare }) => bare))), '', '', ''], ...rows]),
);

function ms(value) {
  return `${value.toFixed(0)} ms`;
}
