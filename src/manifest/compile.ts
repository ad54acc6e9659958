import { compareText } from '../lib/compare-text.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Resource } from '../model/resource.ts';
import { canonicalText, digestOf } from './canonical.ts';
import { durationDiagnostics } from './check-durations.ts';
import { cycleDiagnostics } from './cycles.ts';
import { declaredNames } from './declared.ts';
import type { ManifestFile } from './manifest-file.ts';
import { notYetRemarks } from './not-yet.ts';
import { overlapDiagnostics } from './overlaps.ts';
import { parseManifestFile } from './parse.ts';
import { referenceDiagnostics } from './references.ts';
import { type ResolvedEndpoint, resolveEndpoint, type SecretFile, secretsOf } from './resolve-endpoint.ts';
import { resolvePoolMirror } from './resolve-pool-mirror.ts';
import { type Valid, validateManifest } from './validate.ts';

/** What a set of manifests declares. With an error among `diagnostics` it is incomplete, and nothing may be done with it. */
export interface Compiled {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** By name. */
  readonly resources: readonly Resource[];
  readonly secrets: readonly SecretFile[];
  /** By file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** `sha256:…` of all that is declared, whatever its order, files and formatting. */
  readonly digest: string;
  /** Documents read, valid or not. */
  readonly manifests: number;
}

/** Reads, checks and resolves manifests: all of them, with all that is wrong. Pure, and never throws for what a file says. */
export function compileManifests(files: readonly ManifestFile[]): Compiled {
  const parsed = files.toSorted((left, right) => compareText(left.path, right.path)).map(parseManifestFile);
  const documents = parsed.flatMap((file) => file.documents);
  const roots = documents.map((document) => document.root);
  const declared = declaredNames(roots);
  const checked = documents.filter((document) => document.sound).map((document) => validateManifest(document.root));
  const valid = checked.flatMap((it) => (it.status === 'valid' && !declared.repeated.has(it.valid.root) ? [it.valid] : []));
  const endpoints = resolvedEndpoints(valid);
  const identities = new Map(Array.from(endpoints.values(), (it) => [it.endpoint, it.identity]));
  const mirrors = valid.flatMap((it) =>
    it.kind === 'PoolMirror' ? [resolvePoolMirror(it.manifest, it.root, { endpoints, identities })] : [],
  );
  const diagnostics = [
    ...parsed.flatMap((file) => file.diagnostics),
    ...declared.diagnostics,
    ...checked.flatMap((it) => (it.status === 'invalid' ? it.diagnostics : [])),
    ...roots.flatMap((root) => referenceDiagnostics(root, declared)),
    ...valid.flatMap((it) => durationDiagnostics(it.root)),
    ...mirrors.flatMap((mirror) => mirror.diagnostics),
    ...overlapDiagnostics(mirrors.flatMap((mirror) => mirror.writes)),
    ...cycleDiagnostics(mirrors),
    ...notYetRemarks(roots),
  ];
  return {
    endpoints: new Map(Array.from(endpoints, ([name, { endpoint }]) => [name, endpoint])),
    resources: mirrors.flatMap(({ resource }) => resource ?? []).toSorted((left, right) => compareText(left.name, right.name)),
    secrets: valid.flatMap((it) => secretsOf(it.root)),
    diagnostics: inOrder(diagnostics),
    digest: digestOf(roots.map((root) => canonicalText(root.value)).toSorted(compareText)),
    manifests: roots.length,
  };
}

function resolvedEndpoints(valid: readonly Valid[]): ReadonlyMap<string, ResolvedEndpoint> {
  return new Map(
    valid.flatMap((it) =>
      it.kind === 'Endpoint' ? [[it.manifest.metadata.name, resolveEndpoint(it.manifest, it.root)] as const] : [],
    ),
  );
}

/** By place; what is the same at the same place once. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(
    (left, right) =>
      compareText(left.at.file, right.at.file) ||
      left.at.line - right.at.line ||
      left.at.column - right.at.column ||
      compareText(left.code, right.code) ||
      compareText(left.message, right.message),
  );
  return sorted.filter((it, at) => at === 0 || canonicalText(it) !== canonicalText(sorted[at - 1]));
}
