import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declared } from './declared.ts';
import { errorAt, type Located, spanOf } from './located.ts';
import { didYouMean } from './nearest.ts';
import { showValue } from './show-value.ts';
import { kindOf, type WrittenKind } from './validate.ts';

/** Names listed in a hint. */
const MAX_LISTED = 10;

/** Each name in a document that nothing declares, whatever else is wrong with the document. */
export function referenceDiagnostics(root: Located, declared: Declared): readonly Diagnostic[] {
  if (kindOf(root) !== 'PoolMirror') return [];
  const spec = root.children.get('spec');
  const replicas = [...(spec?.children.get('replicas')?.children.values() ?? [])];
  const notices = [...(spec?.children.get('notify')?.children.values() ?? [])];
  const endpoints = [spec?.children.get('source'), ...replicas].map((it) => it?.children.get('endpoint'));
  const channels = notices.map((it) => it.children.get('channel') ?? it);
  return [
    ...endpoints.flatMap((node) => unknownName(declared, 'Endpoint', node)),
    ...channels.flatMap((node) => unknownName(declared, 'NotificationChannel', node)),
  ];
}

function unknownName(declared: Declared, kind: WrittenKind, node: Located | undefined): readonly Diagnostic[] {
  if (typeof node?.value !== 'string' || node.value.trim() === '' || declared.has(kind, node.value)) return [];
  const word = kind === 'Endpoint' ? 'endpoint' : 'channel';
  const known = [...declared.names(kind)];
  const hint = didYouMean(node.value, known) || listed(kind, known);
  return [errorAt(spanOf(node), { code: 'manifest.reference', message: `there is no ${word} ${showValue(node.value)}`, hint })];
}

function listed(kind: WrittenKind, names: readonly string[]): string {
  if (names.length === 0) return `Declare one with kind: ${kind}`;
  return `Declared are ${names.slice(0, MAX_LISTED).join(', ')}${names.length > MAX_LISTED ? ', …' : ''}`;
}
