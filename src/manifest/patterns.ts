import type { Diagnostic } from '../model/diagnostic.ts';
import { type Located, nearestAt, remarkAt, spanOf } from './located.ts';

/** Remarks on includes that end in `/` and so take a directory without what is in it. */
export function patternRemarks(include: readonly string[], node: Located): readonly Diagnostic[] {
  return include.flatMap((pattern, at) => {
    if (!takesBareDirectory(pattern, include)) return [];
    const message = `the include ${JSON.stringify(pattern)} takes the directory itself and nothing in it`;
    return [
      remarkAt(spanOf(nearestAt(node, [String(at)])), {
        code: 'manifest.pattern',
        message,
        hint: `Write "${pattern}***" for all of it`,
      }),
    ];
  });
}

/** False for the usual "every directory" (`*` and slashes alone), and where another include goes on from it. */
function takesBareDirectory(pattern: string, include: readonly string[]): boolean {
  if (!pattern.endsWith('/') || /^[*/]+$/.test(pattern)) return false;
  return !include.some((other) => other !== pattern && other.startsWith(pattern));
}
