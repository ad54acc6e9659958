import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { ReplicaSpec } from '../model/resource.ts';
import { errorAt, type Located, type Problem, spanOf } from './located.ts';
import { didYouMean } from './nearest.ts';
import { showValue } from './show-value.ts';

/** A replica as written; `endpoint` is undefined where the name stands for nothing usable. */
export interface DraftReplica {
  readonly node: Located;
  readonly endpointName: string;
  readonly endpoint: Endpoint | undefined;
  /** Normalised. */
  readonly path: string;
  /** The endpoint and, where it is written, the normalised path that `from` names. */
  readonly from: { readonly node: Located; readonly endpointName: string; readonly path: string | undefined } | undefined;
}

/** A dataset's source and its replicas, in the order of the list. */
export interface Draft {
  readonly sourceName: string;
  readonly source: Endpoint | undefined;
  readonly replicas: readonly DraftReplica[];
}

export type Feed = ReplicaSpec['feed'];

/** For each replica whose bytes it gets; undefined where that cannot be said, with a diagnostic where that is a mistake. */
export function resolveFeeds(draft: Draft): {
  readonly feeds: readonly (Feed | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const found = draft.replicas.map((replica) => feedOf(draft, replica));
  const feeds = found.map((it) => it.feed);
  const problems = found.flatMap((it) => (it.problem === undefined ? [] : [it.problem]));
  return { feeds, diagnostics: [...problems, ...cycles(draft, feeds)] };
}

interface Found {
  readonly feed: Feed | undefined;
  readonly problem?: Diagnostic;
}

function feedOf(draft: Draft, replica: DraftReplica): Found {
  if (replica.from !== undefined) return namedFeed(draft, replica, replica.from);
  const { source, replicas } = draft;
  if (replica.endpoint === undefined || source === undefined) return { feed: undefined };
  if (!isRemote(source) || !isRemote(replica.endpoint)) return { feed: { type: 'Source' } };
  const local = replicas.findIndex((other) => other.endpoint?.type === 'Local');
  if (local >= 0) return { feed: { type: 'Replica', position: local } };
  // An endpoint with a mistake in it may well be a Local one.
  if (replicas.some((other) => other.endpoint === undefined)) return { feed: undefined };
  const message = `${draft.sourceName} and ${replica.endpointName} are both remote, and no replica on this host can feed the copy`;
  const hint = 'Add a replica at a Local endpoint: it is then copied from there';
  return { feed: undefined, problem: errorAt(endpointSpan(replica), { code: 'replica.no-route', message, hint }) };
}

function namedFeed(draft: Draft, replica: DraftReplica, from: NonNullable<DraftReplica['from']>): Found {
  const { replicas } = draft;
  const positions = replicas.flatMap((other, at) => (matches(other, from) ? [at] : []));
  const [position, second] = positions;
  if (position === undefined)
    return { feed: undefined, problem: errorAt(spanOf(from.node), noSuchReplica(draft, replica, from)) };
  if (second !== undefined) {
    const places = positions.flatMap((at) => replicas[at] ?? []).map(show);
    const message = `from: ${from.endpointName} holds several replicas of this list`;
    return {
      feed: undefined,
      problem: errorAt(spanOf(from.node), { code: 'manifest.reference', message, hint: `Write one of ${places.join(', ')}` }),
    };
  }
  const feeding = replicas[position];
  const noRoute =
    feeding?.endpoint !== undefined && isRemote(feeding.endpoint) && replica.endpoint !== undefined && isRemote(replica.endpoint);
  if (!noRoute || feeding === replica) return { feed: { type: 'Replica', position } };
  const message = `${from.endpointName} and ${replica.endpointName} are both remote: nothing can be copied from one to the other`;
  const hint = 'Let `from` name a replica at a Local endpoint, or leave it out';
  return { feed: undefined, problem: errorAt(spanOf(from.node), { code: 'replica.no-route', message, hint }) };
}

function matches(replica: DraftReplica, from: NonNullable<DraftReplica['from']>): boolean {
  return replica.endpointName === from.endpointName && (from.path === undefined || replica.path === from.path);
}

function noSuchReplica(draft: Draft, replica: DraftReplica, from: NonNullable<DraftReplica['from']>): Problem {
  const written = typeof from.node.value === 'string' ? from.node.value : '';
  const others = draft.replicas.filter((other) => other !== replica);
  const message = `from: ${showValue(written)} names no replica of this list`;
  if (from.endpointName === draft.sourceName)
    return { code: 'manifest.reference', message, hint: 'It is the source: leave `from` out to copy from there' };
  const known = others.flatMap((other) => [other.endpointName, show(other)]);
  const hint =
    didYouMean(written, known) ||
    (others.length > 0 ? `Others are ${others.map(show).join(', ')}` : 'There is no other replica: leave `from` out');
  return { code: 'manifest.reference', message, hint };
}

/** One diagnostic for each ring of replicas that feed each other, at the first of them. */
function cycles(draft: Draft, feeds: readonly (Feed | undefined)[]): readonly Diagnostic[] {
  return draft.replicas.flatMap((replica, start) => {
    const ring = ringFrom(feeds, start);
    if (ring === undefined || start !== Math.min(...ring)) return [];
    const names = [...ring, start].flatMap((at) => draft.replicas[at] ?? []).map(show);
    const message = `replicas feed each other in a ring: ${names.join(' from ')}`;
    const span = replica.from === undefined ? endpointSpan(replica) : spanOf(replica.from.node);
    return [
      errorAt(span, { code: 'manifest.conflict', message, hint: 'Let one of them copy from the source: leave its `from` out' }),
    ];
  });
}

/** The positions on the ring through `start`, or undefined when following the feeds does not come back there. */
function ringFrom(feeds: readonly (Feed | undefined)[], start: number): readonly number[] | undefined {
  const ring: number[] = [];
  let at = start;
  while (ring.length <= feeds.length) {
    ring.push(at);
    const feed = feeds[at];
    if (feed?.type !== 'Replica') return undefined;
    if (feed.position === start) return ring;
    at = feed.position;
  }
  return undefined;
}

function isRemote(endpoint: Endpoint): boolean {
  return endpoint.type !== 'Local';
}

function show(replica: DraftReplica): string {
  return `${replica.endpointName}:${replica.path || '.'}`;
}

function endpointSpan(replica: DraftReplica): Located['span'] {
  return spanOf(replica.node.children.get('endpoint') ?? replica.node);
}
