import { parseSize } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Draft, DraftReplica } from './feeds.ts';
import { errorAt, type Located, nearestAt, type Problem, type Span, spanOf } from './located.ts';
import { areaKey, relate } from './overlaps.ts';
import type { PoolMirrorSpec } from './written.gen.ts';

/** A mirror as written, with where its endpoints are. */
export interface Placed {
  readonly spec: PoolMirrorSpec;
  readonly node: Located;
  readonly draft: Draft;
}

/** What is wrong with the places of one mirror: modules where there are none, replicas where nothing can be written, a copy of itself. */
export function placeDiagnostics(placed: Placed): readonly Diagnostic[] {
  return [
    ...sourceDiagnostics(placed),
    ...placed.draft.replicas.flatMap((replica) => replicaDiagnostics(placed, replica)),
    ...reservedNames(placed),
    ...ceilingDiagnostics(placed),
  ];
}

function sourceDiagnostics({ spec: { source }, node, draft }: Placed): readonly Diagnostic[] {
  if (draft.source === undefined) return [];
  const isDaemon = draft.source.type === 'RsyncDaemon';
  if (isDaemon && source.module === undefined && source.modules === undefined) {
    const message = `${draft.source.name} is an RsyncDaemon: the source lacks module or modules`;
    const hint = `Its modules: reconcile list ${draft.source.name}`;
    return [errorAt(spanOf(nearestAt(node, ['source', 'endpoint'])), { code: 'manifest.conflict', message, hint })];
  }
  const key = source.module === undefined ? 'modules' : 'module';
  if (isDaemon || source[key] === undefined) return [];
  const message = `${draft.source.name} is ${article(draft.source)} endpoint and has no modules`;
  return [errorAt(nearestAt(node, ['source', key]).key, { code: 'manifest.conflict', message, hint: 'Write path instead' })];
}

function replicaDiagnostics({ spec, node, draft }: Placed, replica: DraftReplica): readonly Diagnostic[] {
  const { endpoint } = replica;
  if (endpoint === undefined) return [];
  const atEndpoint = spanOf(nearestAt(replica.node, ['endpoint']));
  if (endpoint.type === 'RsyncDaemon') {
    const message = `${endpoint.name} is an RsyncDaemon, which is read only: it cannot hold a replica`;
    return [errorAt(atEndpoint, { code: 'manifest.conflict', message, hint: 'Use a Local or Ssh endpoint' })];
  }
  const found: { readonly span: Span; readonly problem: Problem | undefined }[] = [
    { span: spanOf(nearestAt(replica.node, ['path'])), problem: rootProblem(endpoint, replica.path) },
    { span: spanOf(nearestAt(replica.node, ['path'])), problem: selfProblem(spec, draft, replica) },
    { span: spanOf(nearestAt(node, ['extraneous'])), problem: rsyncOnlyProblem(spec, endpoint) },
  ];
  return found.flatMap(({ span, problem }) => (problem === undefined ? [] : [errorAt(span, problem)]));
}

function rootProblem(endpoint: Exclude<Endpoint, { type: 'RsyncDaemon' }>, path: string): Problem | undefined {
  if (path !== '' || endpoint.identity === 'Required') return undefined;
  const message = `the root of ${endpoint.name} can be a replica only where its identity is Required: it may not be mounted`;
  return {
    code: 'manifest.conflict',
    message,
    hint: `Write a directory below it, or identity: Required in Endpoint/${endpoint.name}`,
  };
}

function rsyncOnlyProblem(spec: PoolMirrorSpec, endpoint: Endpoint): Problem | undefined {
  const { extraneous = 'Keep' } = spec;
  if (endpoint.type !== 'Ssh' || endpoint.shell === 'Full' || extraneous === 'Keep') return undefined;
  const message = `extraneous: ${extraneous} is not possible at ${endpoint.name}, whose shell is RsyncOnly`;
  return { code: 'manifest.conflict', message, hint: 'Write extraneous: Keep, or give the account a shell' };
}

/** The replica is its own source, inside it or around it, as far as the text tells. */
function selfProblem(spec: PoolMirrorSpec, draft: Draft, replica: DraftReplica): Problem | undefined {
  const from = draft.source === undefined ? undefined : areaKey(draft.source, spec.source.path ?? '');
  const to = replica.endpoint === undefined ? undefined : areaKey(replica.endpoint, replica.path);
  if (from === undefined || to === undefined) return undefined;
  const hint = 'Choose a directory beside the source';
  switch (relate(to, from)) {
    case 'same':
      return { code: 'manifest.conflict', message: 'the replica is its own source', hint };
    case 'inside':
      return { code: 'manifest.conflict', message: 'the replica lies inside its own source', hint };
    case 'around':
      return { code: 'manifest.conflict', message: 'the source lies inside this replica', hint };
    case 'apart':
      return undefined;
  }
}

function reservedNames({ spec, node }: Placed): readonly Diagnostic[] {
  const paths = [
    { path: spec.source.path, span: spanOf(nearestAt(node, ['source', 'path'])) },
    ...spec.replicas.map(({ path }, at) => ({ path, span: spanOf(nearestAt(node, ['replicas', String(at), 'path'])) })),
  ];
  return paths.flatMap(({ path, span }) => {
    const reserved = path?.split('/').find((part) => part.startsWith('.replicas-'));
    if (reserved === undefined) return [];
    const message = `${reserved} is a name that this program keeps for itself: it is never data`;
    return [errorAt(span, { code: 'manifest.conflict', message, hint: 'Choose another directory' })];
  });
}

function ceilingDiagnostics({ spec, node }: Placed): readonly Diagnostic[] {
  const bytes = spec.ceilings?.bytes;
  if (bytes === undefined || bytes === 'none' || parseSize(bytes) !== undefined) return [];
  const message = `ceilings.bytes: ${bytes} is larger than can be counted`;
  return [
    errorAt(spanOf(nearestAt(node, ['ceilings', 'bytes'])), {
      code: 'manifest.schema',
      message,
      hint: 'Write none for no ceiling',
    }),
  ];
}

function article(endpoint: Endpoint): string {
  return endpoint.type === 'Ssh' ? 'an Ssh' : 'a Local';
}
