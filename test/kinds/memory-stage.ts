import { createHash } from 'node:crypto';
import { decide } from '../../src/kinds/index.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Proofs } from '../../src/model/ledger.ts';
import { showLocation } from '../../src/model/names.ts';
import type { Item, Plan } from '../../src/model/plan.ts';
import type { ProbeOf, ProbeType, See } from '../../src/model/probe.ts';
import type { ResourceOf } from '../../src/model/resource.ts';
import type { SettledMemory } from '../../src/model/settled-memory.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { NOW } from '../world-files.ts';
import { approvalsOf, resourceOf, seeOf, type World } from '../worlds.ts';

/** What is remembered, by replica. */
export type Memories = ReadonlyMap<string, SettledMemory>;

/** How a world is looked at: with what is remembered, and whether listings and ledgers may be looked into. */
export interface Looking {
  readonly memories?: Memories;
  readonly into?: 'allowed' | 'forbidden';
}

/** The mirror that a world declares; another declaration has another digest. */
function declared(of: World): ResourceOf<'PoolMirror'> {
  const resource = resourceOf(of);
  return {
    ...resource,
    digest: digestOf(JSON.stringify(resource.spec, (_, value) => (typeof value === 'bigint' ? `${value}` : value))),
  };
}

/** The items of a world, looked at in that way. */
export function itemsOf(of: World, looking: Looking = {}): readonly Item[] {
  return decide(declared(of), seeing(of, looking), of.options.now ?? NOW);
}

/** The same as a plan: guarded. */
export function planWith(of: World, looking: Looking = {}): Plan {
  const now = of.options.now ?? NOW;
  return makePlan([{ resource: declared(of), items: itemsOf(of, looking), approvals: approvalsOf(of) }], now);
}

/** What a pass over a world leaves remembered. */
export function memoriesOf(of: World): Memories {
  const kept = planWith(of).entries.flatMap(({ item: { replica, decision, remember } }) =>
    replica === undefined || remember === undefined || decision.status !== 'settled'
      ? []
      : [[showLocation(replica), remember] as const],
  );
  return new Map(kept);
}

/** What can be seen of a world, with digests of its listings, versions of its ledgers, and what is remembered. */
function seeing(of: World, { memories = new Map(), into = 'allowed' }: Looking): See {
  const base = seeOf(of);
  const answers: { readonly [K in ProbeType]: (probe: ProbeOf<K>) => ReturnType<typeof base<K>> } = {
    modules: base,
    identity: base,
    place: base,
    note: base,
    approvals: base,
    tree(probe) {
      const seen = base(probe);
      return seen?.state === 'present' ? { ...seen, value: listing(seen.value, into) } : seen;
    },
    proofs(probe) {
      const seen = base(probe);
      return seen?.state === 'present' ? { ...seen, value: proofs(seen.value, into) } : seen;
    },
    settled({ location }) {
      const memory = memories.get(showLocation(location));
      return memory === undefined ? { state: 'absent', at: 0 } : { state: 'present', value: memory, at: 0 };
    },
  };
  return (probe) => {
    const answer: (typeof answers)[typeof probe.type] = answers[probe.type];
    return answer(probe);
  };
}

function listing({ records, index, granularity, gaps }: Inventory, into: Looking['into']): Inventory {
  if (gaps.length > 0) return { records, index, granularity, gaps };
  const digest = digestOf(records);
  if (into === 'allowed') return { records, index, granularity, gaps, digest };
  return {
    granularity,
    gaps,
    digest,
    get records() {
      return forbidden();
    },
    get index() {
      return forbidden();
    },
  };
}

function proofs({ ledger, recheck, published }: Proofs, into: Looking['into']): Proofs {
  const version = digestOf(ledger.records);
  if (into === 'allowed') return { ledger, version, recheck, published };
  return {
    get ledger() {
      return forbidden();
    },
    version,
    recheck,
    published,
  };
}

function forbidden(): never {
  throw new Error('nobody may look into it');
}

function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
