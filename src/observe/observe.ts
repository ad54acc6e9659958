import type { EndpointDriver } from '../endpoints/endpoint.ts';
import { amountOf } from '../inventory/records.ts';
import { type PathBytes, parentOf, ROOT } from '../lib/path-bytes.ts';
import type { Approval } from '../model/approval.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import type { Emit } from '../model/event.ts';
import type { Inventory, KnownListing } from '../model/inventory.ts';
import type { Proofs } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import type { Probe, ProbeOf, ProbeSpecs, ProbeType, See, Seen } from '../model/probe.ts';
import type { SettledMemory } from '../model/settled-memory.ts';
import type { ReplicaNote } from '../model/status.ts';

/** Where answers come from. */
export interface Sources {
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  readonly note: (resource: string, location: Location) => ReplicaNote | undefined;
  readonly settled: (resource: string, location: Location) => SettledMemory | undefined;
  readonly proofs: (location: Location) => Proofs;
  readonly approvals: (resource: string) => readonly Approval[];
  readonly now: () => number;
  readonly emit: Emit;
}

/** Answers each probe once; what was answered stays until it is forgotten. */
export interface Observer {
  /** Answers all that are not answered yet, the endpoints side by side, each in one round. */
  readonly answer: (probes: readonly Probe[]) => Promise<void>;
  readonly see: See;
  /** Drops what was seen at these places, so that they are asked again: all of it, or what is remembered of them alone. */
  readonly forget: (places: ReadonlySet<string>, what: 'all' | 'memory') => void;
}

type Answers = {
  readonly [K in ProbeType]: Map<string, { readonly probe: ProbeOf<K>; readonly seen: Seen<ProbeSpecs[K]['answer']> }>;
};

/** An observer over real places. A place that cannot be looked at gives `unknown`; it never throws for that. */
export function createObserver(sources: Sources): Observer {
  const answers: Answers = {
    tree: new Map(),
    modules: new Map(),
    identity: new Map(),
    place: new Map(),
    note: new Map(),
    settled: new Map(),
    proofs: new Map(),
    approvals: new Map(),
  };
  return {
    see: (probe) => answersOf(answers, probe.type).get(probe.key)?.seen,
    async answer(probes) {
      const fresh = unanswered(answers, probes);
      await Promise.all([
        ...groupedByEndpoint(fresh).map((group) => lookAtTrees(sources, answers, group)),
        ...fresh.map((probe) => answerOne(sources, answers, probe)),
      ]);
    },
    forget(places, what) {
      forgetAt(answers.note, places);
      forgetAt(answers.settled, places);
      forgetAt(answers.proofs, places);
      if (what === 'memory') return;
      forgetAt(answers.tree, places);
      forgetAt(answers.place, places);
    },
  };
}

/** Everything at these places and below them: a replica's trash is in it. */
function forgetAt(answers: Map<string, { readonly probe: { readonly location: Location } }>, places: ReadonlySet<string>): void {
  for (const [key, { probe }] of answers) {
    const { endpoint, path } = probe.location;
    const within = [path, ...parentsOf(path)].some((it) => places.has(showLocation({ endpoint, path: it })));
    if (within) answers.delete(key);
  }
}

function parentsOf(path: PathBytes): readonly PathBytes[] {
  return path === ROOT ? [] : [parentOf(path), ...parentsOf(parentOf(path))];
}

function answersOf<K extends ProbeType>(answers: Answers, type: K): Answers[K] {
  return answers[type];
}

function unanswered(answers: Answers, probes: readonly Probe[]): readonly Probe[] {
  const fresh = new Map<string, Probe>();
  for (const probe of probes) if (!answersOf(answers, probe.type).has(probe.key)) fresh.set(probe.key, probe);
  return [...fresh.values()];
}

function groupedByEndpoint(probes: readonly Probe[]): readonly (readonly ProbeOf<'tree'>[])[] {
  const groups = new Map<string, ProbeOf<'tree'>[]>();
  for (const probe of probes) {
    if (probe.type !== 'tree') continue;
    const { name } = probe.location.endpoint;
    groups.set(name, [...(groups.get(name) ?? []), probe]);
  }
  return [...groups.values()];
}

async function lookAtTrees(sources: Sources, answers: Answers, probes: readonly ProbeOf<'tree'>[]): Promise<void> {
  const [first] = probes;
  if (first === undefined) return;
  const began = sources.now();
  const asks = probes.map(({ location, filter, known }) => ({ path: location.path, filter, known }));
  const seen = await sources.driver(first.location.endpoint).list(asks);
  for (const [position, probe] of probes.entries()) {
    const answer = seen[position];
    if (answer === undefined) throw new Error(`no answer for ${probe.key}`);
    answers.tree.set(probe.key, { probe, seen: answer });
    sources.emit({
      type: 'looked',
      place: showLocation(probe.location),
      state: answer.state,
      files: answer.state === 'present' ? filesIn(answer.value, probe.known) : 0,
      gaps: answer.state === 'present' ? answer.value.gaps.length : 0,
      ms: sources.now() - began,
    });
  }
}

/** Counted only where that is not known. */
function filesIn(inventory: Inventory, known: KnownListing | undefined): number {
  return known !== undefined && known.digest === inventory.digest ? known.files : amountOf(inventory).files;
}

async function answerOne(sources: Sources, answers: Answers, probe: Probe): Promise<void> {
  switch (probe.type) {
    case 'tree':
      return;
    case 'modules':
      answers.modules.set(probe.key, { probe, seen: await sources.driver(probe.endpoint).modules() });
      return;
    case 'place':
      answers.place.set(probe.key, { probe, seen: await sources.driver(probe.location.endpoint).place(probe.location.path) });
      return;
    case 'identity':
      answers.identity.set(probe.key, { probe, seen: await sources.driver(probe.endpoint).identity() });
      return;
    case 'note':
      answers.note.set(probe.key, { probe, seen: remembered(sources.note(probe.resource, probe.location), sources.now()) });
      return;
    case 'settled':
      answers.settled.set(probe.key, { probe, seen: remembered(sources.settled(probe.resource, probe.location), sources.now()) });
      return;
    case 'proofs':
      answers.proofs.set(probe.key, { probe, seen: present(sources.proofs(probe.location), sources.now()) });
      return;
    case 'approvals':
      answers.approvals.set(probe.key, { probe, seen: present(sources.approvals(probe.resource), sources.now()) });
      return;
  }
}

function remembered<T>(value: T | undefined, at: number): Seen<T> {
  return value === undefined ? { state: 'absent', at } : present(value, at);
}

function present<T>(value: T, at: number): Seen<T> {
  return { state: 'present', value, at };
}
