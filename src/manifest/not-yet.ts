import type { Diagnostic } from '../model/diagnostic.ts';
import { type Located, remarkAt, type Span, spanOf } from './located.ts';
import { kindOf } from './validate.ts';

/** One remark for each kind of declaration that is checked but not acted upon, at its first use. */
export function notYetRemarks(documents: readonly Located[]): readonly Diagnostic[] {
  const uses: readonly { readonly what: string; readonly spans: readonly Span[] }[] = [
    { what: 'schedule', spans: documents.flatMap((root) => fieldOf(root, 'schedule')) },
    { what: 'notify', spans: documents.flatMap((root) => fieldOf(root, 'notify')) },
    { what: 'NotificationChannel', spans: documents.flatMap(channelOf) },
  ];
  return uses.flatMap(({ what, spans }) => {
    const [first] = spans;
    if (first === undefined) return [];
    const times = spans.length === 1 ? '' : ` (it stands ${spans.length} times)`;
    return [
      remarkAt(first, { code: 'manifest.not-yet', message: `${what} is checked, but this version does not act upon it${times}` }),
    ];
  });
}

function fieldOf(root: Located, field: string): readonly Span[] {
  const node = root.children.get('spec')?.children.get(field);
  return kindOf(root) === 'PoolMirror' && node !== undefined ? [node.key] : [];
}

function channelOf(root: Located): readonly Span[] {
  const kind = root.children.get('kind');
  return kindOf(root) === 'NotificationChannel' && kind !== undefined ? [spanOf(kind)] : [];
}
