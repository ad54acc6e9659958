import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, showPlace, spanOf } from './located.ts';
import { kindOf, type WrittenKind } from './validate.ts';

/** Every name that some document declares, even one with mistakes in it: so that one mistake gives one message. */
export interface Declared {
  has(kind: WrittenKind, name: string): boolean;
  names(kind: WrittenKind): Iterable<string>;
  /** Documents whose kind and name another one has already. */
  readonly repeated: ReadonlySet<Located>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Gathers kinds and names; the second of a pair is an error that says where the first is. */
export function declaredNames(documents: readonly Located[]): Declared {
  const byKind = new Map<WrittenKind, Map<string, Located>>();
  const repeated = new Set<Located>();
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    const kind = kindOf(document);
    const name = document.children.get('metadata')?.children.get('name');
    if (kind === undefined || typeof name?.value !== 'string') continue;
    const names = byKind.get(kind) ?? new Map<string, Located>();
    byKind.set(kind, names);
    const first = names.get(name.value);
    if (first === undefined) names.set(name.value, name);
    else {
      repeated.add(document);
      const message = `${kind}/${name.value} is declared twice; the first is at ${showPlace(first.span)}`;
      diagnostics.push(errorAt(spanOf(name), { code: 'manifest.conflict', message, hint: 'Rename or remove one of them' }));
    }
  }
  return {
    has: (kind, name) => byKind.get(kind)?.has(name) ?? false,
    names: (kind) => byKind.get(kind)?.keys() ?? [],
    repeated,
    diagnostics,
  };
}
