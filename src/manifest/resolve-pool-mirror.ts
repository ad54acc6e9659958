import { fromText } from '../lib/path-bytes.ts';
import { parseDuration, parseSize } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Ceilings, PoolMirrorSpec, PoolSource, ReplicaSpec, ResourceOf } from '../model/resource.ts';
import { digestOf } from './canonical.ts';
import { scheduleDiagnostics } from './check-schedule.ts';
import type { Flow } from './cycles.ts';
import { type Draft, type DraftReplica, type Feed, resolveFeeds } from './feeds.ts';
import { type Located, lineAndColumn, nearestAt } from './located.ts';
import { type Area, areaKey } from './overlaps.ts';
import { patternRemarks } from './patterns.ts';
import { placeDiagnostics } from './place-checks.ts';
import { proofDiagnostics } from './proof-checks.ts';
import type { ResolvedEndpoint } from './resolve-endpoint.ts';
import { resolveVerify, TRASH_KEEP_MS } from './resolve-verify.ts';
import type { PoolMirrorManifest, PoolMirrorSpec as WrittenSpec } from './written.gen.ts';

/** What a manifest may refer to. */
export interface Surroundings {
  readonly endpoints: ReadonlyMap<string, ResolvedEndpoint>;
  /** For each of the endpoints: what of it decisions depend on. */
  readonly identities: ReadonlyMap<unknown, unknown>;
}

/** A PoolMirror, if nothing is wrong with it, and the directories that it reads and writes in any case. */
export interface ResolvedPoolMirror extends Flow {
  readonly resource: ResourceOf<'PoolMirror'> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const DEFAULT_CEILINGS: Ceilings = { percent: 10, files: 1000, bytes: 100 * 2 ** 30 };

/** Resolves references, fills in defaults and checks what one mirror says against itself and what it refers to. */
export function resolvePoolMirror(manifest: PoolMirrorManifest, root: Located, around: Surroundings): ResolvedPoolMirror {
  const { spec, metadata } = manifest;
  const node = nearestAt(root, ['spec']);
  const draft = draftOf(spec, node, around);
  const { feeds, diagnostics: routes } = resolveFeeds(draft);
  const diagnostics = [
    ...placeDiagnostics({ spec, node, draft }),
    ...proofDiagnostics({ spec, node, draft }),
    ...routes,
    ...(spec.schedule === undefined ? [] : scheduleDiagnostics(spec.schedule, nearestAt(node, ['schedule']))),
    ...patternRemarks(spec.include ?? [], nearestAt(node, ['include'])),
  ];
  const owner = `PoolMirror/${metadata.name}`;
  const reads = draft.source === undefined ? undefined : areaKey(draft.source, spec.source.path ?? '');
  const flow: Flow = { owner, reads, writes: writesOf(owner, draft) };
  const resolved = diagnostics.some((it) => it.severity === 'error') ? undefined : specOf(spec, draft, feeds);
  if (resolved === undefined) return { ...flow, resource: undefined, diagnostics };
  const name = nearestAt(root, ['metadata', 'name']).span;
  const resource: ResourceOf<'PoolMirror'> = {
    kind: 'PoolMirror',
    name: metadata.name,
    labels: metadata.labels ?? {},
    spec: resolved,
    source: { file: name.source.path, ...lineAndColumn(name) },
    digest: digestOf(withIdentities({ kind: 'PoolMirror', name: metadata.name, spec: resolved }, around.identities)),
  };
  return { ...flow, resource, diagnostics };
}

function draftOf(spec: WrittenSpec, node: Located, { endpoints }: Surroundings): Draft {
  const replicas = spec.replicas.map((replica, at): DraftReplica => {
    const place = nearestAt(node, ['replicas', String(at)]);
    return {
      node: place,
      endpointName: replica.endpoint,
      endpoint: endpoints.get(replica.endpoint)?.endpoint,
      path: normalPath(replica.path),
      from: replica.from === undefined ? undefined : { node: nearestAt(place, ['from']), ...splitFrom(replica.from) },
    };
  });
  return { sourceName: spec.source.endpoint, source: endpoints.get(spec.source.endpoint)?.endpoint, replicas };
}

/** `endpoint` or `endpoint:path`. */
function splitFrom(from: string): { readonly endpointName: string; readonly path: string | undefined } {
  const colon = from.indexOf(':');
  if (colon < 0) return { endpointName: from, path: undefined };
  return { endpointName: from.slice(0, colon), path: normalPath(from.slice(colon + 1)) };
}

function writesOf(owner: string, draft: Draft): readonly Area[] {
  return draft.replicas.flatMap(({ endpoint, path, node }) => {
    const key = endpoint === undefined ? undefined : areaKey(endpoint, path);
    if (endpoint === undefined || key === undefined) return [];
    return [{ key, owner, place: `${endpoint.name}:${path || '.'}`, span: nearestAt(node, ['path']).span }];
  });
}

/** The spec, or undefined where something that it needs is not there (and was reported where it is declared). */
function specOf(spec: WrittenSpec, draft: Draft, feeds: readonly (Feed | undefined)[]): PoolMirrorSpec | undefined {
  const source = sourceOf(spec, draft.source);
  const replicas = draft.replicas.flatMap(({ endpoint, path }, at): ReplicaSpec[] => {
    const feed = feeds[at];
    return endpoint === undefined || feed === undefined ? [] : [{ location: { endpoint, path: fromText(path) }, feed }];
  });
  if (source === undefined || replicas.length < draft.replicas.length) return undefined;
  return {
    source,
    replicas,
    filter: { exclude: spec.exclude ?? [], include: spec.include ?? [] },
    extraneous: spec.extraneous ?? 'Keep',
    ceilings: ceilingsOf(spec.ceilings ?? {}),
    digest: spec.digest ?? 'md5',
    verify: resolveVerify(spec.verify ?? {}),
    trash: { keepMs: parseDuration(spec.trash?.keep ?? '') ?? TRASH_KEEP_MS },
  };
}

function sourceOf({ source }: WrittenSpec, endpoint: Endpoint | undefined): PoolSource | undefined {
  if (endpoint === undefined) return undefined;
  if (source.modules !== undefined)
    return endpoint.type === 'RsyncDaemon' ? { type: 'Modules', endpoint, patterns: source.modules } : undefined;
  const path = normalPath([source.module ?? '', source.path ?? ''].join('/'));
  return { type: 'Location', location: { endpoint, path: fromText(path) } };
}

function ceilingsOf(written: NonNullable<WrittenSpec['ceilings']>): Ceilings {
  return {
    percent: ceiling(written.percent, DEFAULT_CEILINGS.percent),
    files: ceiling(written.files, DEFAULT_CEILINGS.files),
    bytes: written.bytes === 'none' ? Number.POSITIVE_INFINITY : (parseSize(written.bytes ?? '') ?? DEFAULT_CEILINGS.bytes),
  };
}

function ceiling(written: number | 'none' | undefined, usual: number): number {
  return written === 'none' ? Number.POSITIVE_INFINITY : (written ?? usual);
}

/** Without empty and `.` components; '' is the root. */
function normalPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** A value in which each endpoint stands as what decisions depend on: not where its files lie. */
function withIdentities(value: unknown, identities: ReadonlyMap<unknown, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => withIdentities(part, identities));
  if (typeof value !== 'object' || value === null) return value;
  if (identities.has(value)) return identities.get(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withIdentities(part, identities)]));
}
