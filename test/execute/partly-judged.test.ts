import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assemble } from '../../src/assemble.ts';
import { execute } from '../../src/execute/execute.ts';
import { actionsOf } from '../../src/model/plan.ts';
import { planId } from '../../src/plan/plan.ts';
import { lookAndDecide } from '../../src/reconcile.ts';
import { openWorkspace } from '../../src/workspace.ts';
import { requires } from '../components/requirement.ts';
import { makeMirror } from '../program/workspace.ts';

const REPLICA = 'disk/replica';

interface Ended {
  /** How each action went, in the order of the plan: `verify done, 2 of 2 files`. */
  readonly went: readonly string[];
  /** The files at the replica afterwards, without its trash. */
  readonly there: readonly string[];
}

/** Copies `a` and `b` to a replica that holds `extra`, which then goes to the trash. `between`: once they are copied and not yet read back. */
async function carriedOut(between: (replica: string) => void): Promise<Ended> {
  const workspace = await makeMirror(['a = one @ 1700000000', 'b = two @ 1700000000'], { extraneous: 'Trash' });
  const replica = await workspace.tree(REPLICA, ['extra = three @ 1700000000']);
  const { compiled, state } = await openWorkspace({ directory: workspace.path, manifests: [], state: undefined, env: {} });
  const assembly = assemble({
    state,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'action-started' && event.action.type === 'verify') between(replica);
    },
  });
  try {
    const plan = await lookAndDecide(compiled.resources, assembly);
    const actions = plan.entries.flatMap(({ item }) => actionsOf(item.decision));
    const [first] = actions;
    if (first === undefined) throw new Error('there is something to do');
    const outcomes = await execute([{ resource: 'PoolMirror/m', at: first.to, actions }], { ...assembly, planId: planId(plan) });
    const went = actions.map(({ id, type, amount }) => {
      const outcome = outcomes.get(id);
      return outcome?.status === 'done'
        ? `${type} done, ${outcome.files} of ${amount.files} files`
        : `${type} ${outcome?.status ?? 'not begun'}`;
    });
    return { went, there: [...(await workspace.data(REPLICA)).keys()].sort() };
  } finally {
    assembly.close();
  }
}

requires('rsync')('what the source does not have, once what it has was copied', () => {
  test('goes when all of that was read back', async () => {
    expect(await carriedOut(() => undefined)).toEqual({
      went: ['transfer done, 2 of 2 files', 'verify done, 2 of 2 files', 'remove done, 1 of 1 files'],
      there: ['a', 'b'],
    });
  });

  test('stays when a file of that was changed before it was read back, and so could not be judged', async () => {
    expect(await carriedOut((replica) => writeFileSync(join(replica, 'b'), 'of another size'))).toEqual({
      went: ['transfer done, 2 of 2 files', 'verify done, 1 of 2 files', 'remove skipped'],
      there: ['a', 'b', 'extra'],
    });
  });
});
