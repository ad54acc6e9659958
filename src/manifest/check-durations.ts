import { parseDuration } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, nearestAt, spanOf } from './located.ts';

const PLACES: readonly (readonly string[])[] = [
  ['spec', 'timeTolerance'],
  ['spec', 'schedule', 'every'],
  ['spec', 'grace'],
  ['spec', 'repeat'],
];

/** Durations that have the right form and are too long to count in milliseconds. */
export function durationDiagnostics(root: Located): readonly Diagnostic[] {
  return PLACES.flatMap((path) => {
    const node = nearestAt(root, path);
    if (typeof node.value !== 'string' || parseDuration(node.value) !== undefined) return [];
    const message = `${path.slice(1).join('.')} is longer than can be counted`;
    return [errorAt(spanOf(node), { code: 'manifest.schema', message, hint: 'Write a shorter time' })];
  });
}
