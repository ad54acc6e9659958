import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, spanOf } from './located.ts';
import { didYouMean } from './nearest.ts';
import { schemaDiagnostics } from './schema-diagnostics.ts';
import { showChoice, showValue } from './show-value.ts';
import { type Validator, validateEndpoint, validateNotificationChannel, validatePoolMirror } from './validators.gen.js';
import type { EndpointManifest, NotificationChannelManifest, PoolMirrorManifest } from './written.gen.ts';

/** What may be written, by kind. */
interface WrittenKinds {
  Endpoint: EndpointManifest;
  PoolMirror: PoolMirrorManifest;
  NotificationChannel: NotificationChannelManifest;
}

export type WrittenKind = keyof WrittenKinds;

/** A manifest that fits the schema of its kind, with where each part is written. */
export type Valid = {
  [K in WrittenKind]: { readonly kind: K; readonly manifest: WrittenKinds[K]; readonly root: Located };
}[WrittenKind];

/** The kinds that can be declared. */
export const WRITTEN_KINDS: readonly WrittenKind[] = ['Endpoint', 'PoolMirror', 'NotificationChannel'];

/** A manifest that fits its schema, or all that does not fit. */
export type Validated =
  | { readonly status: 'valid'; readonly valid: Valid }
  | { readonly status: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

/** Compares a document with the schema of the kind that it names. */
export function validateManifest(root: Located): Validated {
  const kind = kindOf(root);
  switch (kind) {
    case 'Endpoint':
      if (validateEndpoint(root.value)) return { status: 'valid', valid: { kind, manifest: root.value, root } };
      return misfit(kind, root, validateEndpoint);
    case 'PoolMirror':
      if (validatePoolMirror(root.value)) return { status: 'valid', valid: { kind, manifest: root.value, root } };
      return misfit(kind, root, validatePoolMirror);
    case 'NotificationChannel':
      if (validateNotificationChannel(root.value)) return { status: 'valid', valid: { kind, manifest: root.value, root } };
      return misfit(kind, root, validateNotificationChannel);
    case undefined:
      return { status: 'invalid', diagnostics: [noKind(root)] };
  }
}

/** The kind that a document names, whatever else is wrong with it. */
export function kindOf(root: Located): WrittenKind | undefined {
  const written = root.children.get('kind')?.value;
  return WRITTEN_KINDS.find((kind) => kind === written);
}

function misfit(kind: WrittenKind, root: Located, { errors }: Pick<Validator<unknown>, 'errors'>): Validated {
  return { status: 'invalid', diagnostics: schemaDiagnostics({ kind, root, errors: errors ?? [] }) };
}

function noKind(root: Located): Diagnostic {
  const kind = root.children.get('kind');
  const kinds = `Kinds are ${showChoice(WRITTEN_KINDS)}`;
  if (typeof root.value !== 'object' || Array.isArray(root.value) || root.children.size === 0) {
    return errorAt(spanOf(root), {
      code: 'manifest.schema',
      message: `a manifest must be a map of keys, not ${showValue(root.value)}`,
      hint: kinds,
    });
  }
  const [first] = root.children.values();
  if (kind === undefined)
    return errorAt(first?.key ?? root.span, { code: 'manifest.schema', message: 'the manifest lacks "kind"', hint: kinds });
  const meant = typeof kind.value === 'string' ? didYouMean(kind.value, WRITTEN_KINDS) : '';
  return errorAt(spanOf(kind), {
    code: 'manifest.schema',
    message: `there is no kind ${showValue(kind.value)}`,
    hint: meant || kinds,
  });
}
