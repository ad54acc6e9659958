import { newInventoryBuilder } from '../../src/inventory/records.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import type { Action, ActionOf } from '../../src/model/action.ts';
import type { Endpoint, Location } from '../../src/model/endpoint.ts';
import type { FileEntry, Inventory } from '../../src/model/inventory.ts';
import type { Decision, Item, Plan, ReplicaFacts } from '../../src/model/plan.ts';
import type { Resource } from '../../src/model/resource.ts';

const DAEMON: Endpoint = {
  type: 'RsyncDaemon',
  name: 'icc',
  host: 'icc.example.org',
  port: 873,
  user: undefined,
  timeToleranceNs: 0n,
  stalledAfterMs: 600_000,
  passwordFile: undefined,
  maxTransfers: 2,
};

/** 2026-11-20 06:22:14 UTC. */
const SAMPLE_TIME = 1_795_155_734;

function local(name: string): Endpoint {
  return {
    type: 'Local',
    name,
    root: `/data/${name}`,
    identity: 'NotChecked',
    timeToleranceNs: 0n,
    stalledAfterMs: 600_000,
    maxTransfers: 2,
  };
}

export function at(endpoint: string, path: string): Location {
  return { endpoint: endpoint === 'icc' ? DAEMON : local(endpoint), path: fromText(path) };
}

export function file(path: string, size: number, mtimeNs: bigint = BigInt(SAMPLE_TIME) * 1_000_000_000n): FileEntry {
  return { path: fromText(path), type: 'file', size, mtimeNs };
}

export function directory(path: string): FileEntry {
  return { path: fromText(path), type: 'directory', size: 0, mtimeNs: 0n };
}

export function link(path: string, target: string): FileEntry {
  return { path: fromText(path), type: 'link', size: 0, mtimeNs: 0n, target: fromText(target) };
}

export function inventory(entries: readonly FileEntry[], granularity: Inventory['granularity'] = 'ns'): Inventory {
  const builder = newInventoryBuilder(granularity);
  for (const entry of entries) builder.add(entry);
  return builder.finish([]);
}

export function mirror(name: string, source: Location): Resource {
  return {
    kind: 'PoolMirror',
    name,
    labels: {},
    spec: {
      source: { type: 'Location', location: source },
      replicas: [],
      filter: { exclude: [], include: [] },
      extraneous: 'Keep',
      ceilings: { percent: 10, files: 1000, bytes: 1e11 },
      digest: 'md5',
      verify: { everyMs: 30 * 86_400_000, budgetBytes: 500 * 2 ** 30, forMs: Number.POSITIVE_INFINITY, source: 'NotRead' },
      trash: { keepMs: 30 * 86_400_000 },
    },
    source: { file: 'manifests/pv.yaml', line: 1, column: 1 },
    digest: `sha256:${name}`,
  };
}

const NOTHING = { files: 0, bytes: 0 };

export function facts(changes: Partial<ReplicaFacts>): ReplicaFacts {
  return {
    state: 'behind',
    wanted: NOTHING,
    holds: NOTHING,
    behind: NOTHING,
    extraneous: NOTHING,
    adopts: NOTHING,
    proven: NOTHING,
    corrupt: NOTHING,
    lost: NOTHING,
    content: '',
    ...changes,
  };
}

export function item(replica: Location, decision: Decision, more: Partial<Item> = {}): Item {
  return { dataset: 'PV', replica, decision, then: [], ...more };
}

export function transfer(to: Location, entries: readonly FileEntry[], more: Partial<ActionOf<'transfer'>> = {}): Action {
  return {
    ...common(entries),
    type: 'transfer',
    id: `transfer-${to.endpoint.name}`,
    from: at('icc', 'PV'),
    to,
    way: { type: 'Add' },
    digest: 'md5',
    because: `${entries.length} entries missing`,
    ...more,
  };
}

export function reading(to: Location, entries: readonly FileEntry[], more: Partial<ActionOf<'verify'>> = {}): Action {
  const why = more.requires === undefined ? 'Unproven' : 'Moved';
  return {
    ...common(entries),
    type: 'verify',
    id: `verify-${to.endpoint.name}`,
    from: at('icc', 'PV'),
    to,
    reading: { why, algorithm: 'md5', source: 'InFlight', forMs: Number.POSITIVE_INFINITY },
    because: why === 'Moved' ? 'read back what was moved' : `${entries.length} files not read back yet`,
    ...more,
  };
}

export function removal(to: Location, entries: readonly FileEntry[], more: Partial<ActionOf<'remove'>> = {}): Action {
  const because = `${entries.length} files that the source does not have`;
  return { ...common(entries), type: 'remove', id: `remove-${to.endpoint.name}`, to, how: 'Trash', because, ...more };
}

/** One resource, `pv`, from icc:PV. */
export function plan(...items: readonly Item[]): Plan {
  return {
    createdAt: SAMPLE_TIME * 1000,
    entries: items.map((each) => ({ resource: mirror('pv', at('icc', 'PV')), item: each })),
  };
}

function common(entries: readonly FileEntry[]): Pick<Action, 'engine' | 'requires' | 'amount' | 'entries'> {
  const counted = entries.filter((entry) => entry.type === 'file' || entry.type === 'link');
  const bytes = counted.map((entry) => entry.size).reduce((total, size) => total + size, 0);
  return { engine: 'Local', requires: [], amount: { files: counted.length, bytes }, entries: inventory(entries) };
}
