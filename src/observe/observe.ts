import type { EndpointDriver } from '../endpoints/endpoint.ts';
import { amountOf } from '../inventory/records.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import type { Emit } from '../model/event.ts';
import { showLocation } from '../model/names.ts';
import type { Probe, ProbeOf, ProbeSpecs, ProbeType, See, Seen } from '../model/probe.ts';
import type { ReplicaNote } from '../model/status.ts';

/** Where answers come from. */
export interface Sources {
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  readonly note: (resource: string, location: Location) => ReplicaNote | undefined;
  readonly now: () => number;
  readonly emit: Emit;
}

/** Answers each probe once; what was answered stays until it is forgotten. */
export interface Observer {
  /** Answers all that are not answered yet, the endpoints side by side, each in one round. */
  readonly answer: (probes: readonly Probe[]) => Promise<void>;
  readonly see: See;
  /** Drops what was seen at these places, so that they are asked again. */
  readonly forget: (places: ReadonlySet<string>) => void;
}

type Answers = {
  readonly [K in ProbeType]: Map<string, { readonly probe: ProbeOf<K>; readonly seen: Seen<ProbeSpecs[K]['answer']> }>;
};

/** An observer over real places. A place that cannot be looked at gives `unknown`; it never throws for that. */
export function createObserver(sources: Sources): Observer {
  const answers: Answers = { tree: new Map(), modules: new Map(), identity: new Map(), place: new Map(), note: new Map() };
  return {
    see: (probe) => answersOf(answers, probe.type).get(probe.key)?.seen,
    async answer(probes) {
      const fresh = unanswered(answers, probes);
      await Promise.all([
        ...groupedByEndpoint(fresh).map((group) => lookAtTrees(sources, answers, group)),
        ...fresh.map((probe) => answerOne(sources, answers, probe)),
      ]);
    },
    forget(places) {
      for (const [key, { probe }] of answers.tree) if (places.has(showLocation(probe.location))) answers.tree.delete(key);
      for (const [key, { probe }] of answers.place) if (places.has(showLocation(probe.location))) answers.place.delete(key);
      for (const [key, { probe }] of answers.note) if (places.has(showLocation(probe.location))) answers.note.delete(key);
    },
  };
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
  const asks = probes.map(({ location, filter }) => ({ path: location.path, filter }));
  const seen = await sources.driver(first.location.endpoint).list(asks);
  for (const [position, probe] of probes.entries()) {
    const answer = seen[position];
    if (answer === undefined) throw new Error(`no answer for ${probe.key}`);
    answers.tree.set(probe.key, { probe, seen: answer });
    sources.emit({
      type: 'looked',
      place: showLocation(probe.location),
      state: answer.state,
      files: answer.state === 'present' ? amountOf(answer.value).files : 0,
      gaps: answer.state === 'present' ? answer.value.gaps.length : 0,
      ms: sources.now() - began,
    });
  }
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
    case 'note': {
      const note = sources.note(probe.resource, probe.location);
      const at = sources.now();
      answers.note.set(probe.key, {
        probe,
        seen: note === undefined ? { state: 'absent', at } : { state: 'present', value: note, at },
      });
      return;
    }
  }
}
