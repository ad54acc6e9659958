import { parseDuration } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, nearestAt, type Problem, spanOf } from './located.ts';

/** Where durations stand, below `spec`; `zero`: what it would mean there, where it makes no sense. */
const PLACES: readonly { readonly path: readonly string[]; readonly zero?: string; readonly hint?: string }[] = [
  { path: ['timeTolerance'] },
  { path: ['stalledAfter'], zero: 'would end everything at once', hint: 'Write a longer time, such as 10m' },
  { path: ['schedule', 'every'] },
  { path: ['verify', 'every'], zero: 'would read everything again at every pass', hint: 'Write a longer time, such as 30d' },
  { path: ['verify', 'for'], zero: 'leaves no time to read anything', hint: 'Write a longer time, or none for no limit' },
  { path: ['trash', 'keep'] },
  { path: ['grace'] },
  { path: ['repeat'] },
];

/** A thousand years: far from where dates end. */
const LONGEST_MS = 1000 * 365 * 86_400_000;

/** Durations that have the right form and are too long to count with, or zero where that makes no sense. */
export function durationDiagnostics(root: Located): readonly Diagnostic[] {
  return PLACES.flatMap(({ path, zero, hint }) => {
    const node = nearestAt(root, ['spec', ...path]);
    if (typeof node.value !== 'string' || node.value === 'none') return [];
    const ms = parseDuration(node.value);
    const at = (problem: Problem): readonly Diagnostic[] => [errorAt(spanOf(node), problem)];
    const name = path.join('.');
    if (ms === undefined || ms > LONGEST_MS)
      return at({ code: 'manifest.schema', message: `${name} is longer than can be counted`, hint: 'Write a shorter time' });
    if (ms > 0 || zero === undefined || hint === undefined) return [];
    return at({ code: 'manifest.conflict', message: `${name}: ${node.value} ${zero}`, hint });
  });
}
