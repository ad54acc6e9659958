import { mkdir, readdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesOf } from '../../src/inventory/records.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { FileEntry } from '../../src/model/inventory.ts';
import { approvalOf } from '../../src/plan/approved.ts';
import { type Approvals, openApprovals } from '../../src/state/approvals.ts';
import { HOSTILE_NAMES } from '../components/hostile-names.ts';
import { directory, file, inventory, link } from '../render/samples.ts';
import { makeScratch, type Scratch } from '../world.ts';
import { fileAt } from '../worlds.ts';

let scratch: Scratch;
let steps: string[];
let approvals: Approvals;
beforeEach(async () => {
  scratch = await makeScratch();
  steps = [];
  approvals = openApprovals(join(scratch.path, 'state'), (edge, what) => steps.push(`${edge} ${what}`));
});
afterEach(() => scratch.remove());

const RESOURCE = 'PoolMirror/pv';

function approval(more: Partial<Approval> = {}, entries: readonly FileEntry[] = [file('old', 2)]): Approval {
  const list = inventory(entries);
  const about = { resource: RESOURCE, replica: 'archive:pools/pv', code: 'ceiling.exceeded', list } as const;
  return approvalOf({ ...about, by: 'ada', at: '2026-11-20T00:00:00.000Z', reason: 'moved to "PW"', ...more });
}

/** Approvals in plain words. */
function plain(all: readonly Approval[]): readonly object[] {
  return all.map(({ list, ...said }) => ({ ...said, granularity: list.granularity, entries: [...entriesOf(list)] }));
}

function directoryOfResource(): string {
  return join(scratch.path, 'state/approvals/PoolMirror/pv');
}

/** The only file there is. */
async function onlyFile(): Promise<string> {
  const names = await readdir(directoryOfResource());
  expect(names).toHaveLength(1);
  return join(directoryOfResource(), names[0] ?? '');
}

test('what was saved is read back, the newest first, for that resource alone', async () => {
  expect(approvals.read(RESOURCE)).toEqual([]);
  expect(await readdir(scratch.path)).toEqual([]);
  const first = approval();
  const later = approval({ at: '2026-11-21T00:00:00.000Z', code: 'source.emptied' }, [directory('d'), link('l', 'old')]);
  const coarse = approval({ at: '2026-11-19T00:00:00.000Z', list: inventory([file('old', 2)], 's') });
  const other = approval({ resource: 'PoolMirror/pw' });
  for (const it of [first, later, coarse, other]) expect(approvals.save(it)).toEqual({ ok: true, value: undefined });
  expect(plain(approvals.read(RESOURCE))).toEqual(plain([later, first, coarse]));
  expect(plain(approvals.read('PoolMirror/pw'))).toEqual(plain([other]));
  expect(approvals.read('PoolMirror/p')).toEqual([]);
  expect(steps).toEqual(Array.from({ length: 4 }, () => ['before write', 'after write']).flat());
});

test('the same again is one file; what is removed is gone, and may be removed again', async () => {
  approvals.save(approval());
  approvals.save(approval());
  await onlyFile();
  approvals.save(approval({ reason: 'another' }));
  for (const _ of [1, 2]) expect(approvals.remove(approval())).toEqual({ ok: true, value: undefined });
  expect(plain(approvals.read(RESOURCE))).toEqual(plain([approval({ reason: 'another' })]));
  expect(steps.slice(-2)).toEqual(['before remove', 'after remove']);
});

test('hostile names, an empty list, times before 1970', () => {
  const names = HOSTILE_NAMES.map((name, at) => ({ ...fileAt('', at), path: name, mtimeNs: BigInt(at) - 5_000_000_001n }));
  for (const entries of [[], names]) {
    const given = approval({}, entries);
    approvals.save(given);
    expect(approvals.read(RESOURCE).some((it) => it.digest === given.digest)).toBe(true);
    approvals.remove(given);
    expect(approvals.read(RESOURCE)).toEqual([]);
  }
});

test('a file cut anywhere is not believed', async () => {
  approvals.save(approval({}, [file('a', 1), file('b', 2)]));
  const path = await onlyFile();
  const { length } = await readFile(path);
  for (let cut = length - 2; cut >= 0; cut--) {
    await truncate(path, cut);
    expect(approvals.read(RESOURCE)).toEqual([]);
  }
});

test('law: a file in which anything else is said is not believed, and is never a crash', async () => {
  const given = approval({}, [file('a', 1), link('l', 'x')]);
  approvals.save(given);
  const path = await onlyFile();
  const text = await readFile(path, 'utf8');
  const edit = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('"', '{', ']', '0', '9', 'null', '\\#000', '', ',', 'x'));
  await fc.assert(
    fc.asyncProperty(edit, async ([at, by]) => {
      await writeFile(path, text.slice(0, at) + by + text.slice(at + 1));
      const read = approvals.read(RESOURCE);
      // White space, and digits that say the same, may be changed.
      if (read.length > 0) expect(plain(read)).toEqual(plain([given]));
    }),
    { numRuns: 500 },
  );
});

test.each<readonly [string, (text: string) => string]>([
  ['one more entry', (text) => text.replace('"entries":[', '"entries":[{"path":"b","type":"file","size":1,"mtime":"1"},')],
  ['one entry less', (text) => text.replace(/\{"path":"b"[^\n]*\n/, '').replace(',\n]', '\n]')],
  ['another size', (text) => text.replace('"size":2', '"size":3')],
  ['another replica', (text) => text.replace('archive:pools/pv', 'archive:pools/pw')],
  ['another resource', (text) => text.replace('PoolMirror/pv', 'PoolMirror/pw')],
  ['another code', (text) => text.replace('ceiling.exceeded', 'source.emptied')],
  ['coarser times', (text) => text.replace('"granularity":"ns"', '"granularity":"s"')],
  ['another person', (text) => text.replace('"ada"', '"bob"')],
  ['a newer form', (text) => text.replace('approval/v1', 'approval/v2')],
])('edited: %s', async (_, edit) => {
  approvals.save(approval({}, [file('a', 1), file('b', 2)]));
  const path = await onlyFile();
  const text = await readFile(path, 'utf8');
  expect(edit(text)).not.toBe(text);
  await writeFile(path, edit(text));
  expect(approvals.read(RESOURCE)).toEqual([]);
});

test('other things in its place are passed by', async () => {
  approvals.save(approval());
  const path = await onlyFile();
  const name = (digit: string): string => join(directoryOfResource(), `${digit.repeat(32)}.json`);
  await mkdir(name('a'));
  await symlink(path, name('b'));
  await writeFile(name('c'), await readFile(path));
  await writeFile(join(directoryOfResource(), 'notes.txt'), 'x');
  await writeFile(join(directoryOfResource(), 'x.json.1.tmp'), 'x');
  expect(plain(approvals.read(RESOURCE))).toEqual(plain([approval()]));
  await rename(path, name('d'));
  expect(approvals.read(RESOURCE)).toEqual([]);
});

test('an approval whose digest is not that of its list is a bug', () => {
  expect(() => approvals.save({ ...approval(), digest: 'sha256:0' })).toThrow('the digest of its list');
});

test('a state that cannot be written is told, one that cannot be read says nothing', async () => {
  await writeFile(join(scratch.path, 'state'), '');
  expect(approvals.save(approval())).toMatchObject({ ok: false, error: { code: 'state.not-writable' } });
  expect(steps).toEqual(['before write']);
  expect(approvals.read(RESOURCE)).toEqual([]);
});
