import { expect, test } from 'vitest';
import type { RunScripts, Section } from '../../src/endpoints/ssh/remote-script.ts';
import { sharedRun } from '../../src/endpoints/ssh/shared-run.ts';
import { err, ok } from '../../src/lib/result.ts';
import type { Failure } from '../../src/model/failure.ts';

const DOWN: Failure = { code: 'endpoint.unreachable', message: 'down', hint: '', retry: 'later', blame: 'link' };

/** A far side that says each script back, and what it was asked, command by command. */
function echo(): { readonly run: RunScripts; readonly asked: string[][] } {
  const asked: string[][] = [];
  const run: RunScripts = async (scripts) => {
    asked.push([...scripts]);
    return ok(scripts.map((script): Section => ({ stdout: Buffer.from(script), stderr: '', exit: 0 })));
  };
  return { run: sharedRun(run), asked };
}

async function said(run: RunScripts, ...scripts: readonly string[]): Promise<readonly string[]> {
  const ran = await run(scripts);
  if (!ran.ok) throw new Error(ran.error.message);
  return ran.value.map(({ stdout }) => stdout.toString());
}

test('what is asked for at once is one command, and each gets its own answers', async () => {
  const { run, asked } = echo();
  const later = Promise.resolve().then(() => said(run, 'd'));
  expect(await Promise.all([said(run, 'a', 'b'), said(run), said(run, 'c'), later])).toEqual([['a', 'b'], [], ['c'], ['d']]);
  expect(asked).toEqual([['a', 'b', 'c', 'd']]);
  expect(await said(run, 'e')).toEqual(['e']);
  expect(asked).toHaveLength(2);
});

test('a failure is everybody’s, and so is a bug; the next round begins anew', async () => {
  const answers = [async () => err(DOWN), () => Promise.reject(new Error('a bug')), async () => ok([])];
  const run = sharedRun(() => (answers.shift() ?? answers[0])?.() ?? Promise.reject(new Error('asked too often')));
  expect(await Promise.all([run(['a']), run(['b'])])).toEqual([err(DOWN), err(DOWN)]);
  const both = await Promise.allSettled([run(['a']), run(['b'])]);
  expect(both.map((it) => it.status === 'rejected' && String(it.reason))).toEqual(['Error: a bug', 'Error: a bug']);
  expect(await run([])).toEqual(ok([]));
});
