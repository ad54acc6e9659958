import { parseDuration, parseSize } from '../lib/units.ts';
import type { VerifySpec } from '../model/resource.ts';
import type { Verify } from './written.gen.ts';

const DAY_MS = 86_400_000;
const DEFAULTS: VerifySpec = {
  everyMs: 30 * DAY_MS,
  budgetBytes: 500 * 2 ** 30,
  forMs: Number.POSITIVE_INFINITY,
  source: 'NotRead',
};

/** How long what was trashed is kept, unless a manifest says otherwise: milliseconds. */
export const TRASH_KEEP_MS: number = 30 * DAY_MS;

/** When what was proven is read again, with defaults; `none` is no limit. */
export function resolveVerify(written: Verify): VerifySpec {
  return {
    everyMs: parseDuration(written.every ?? '') ?? DEFAULTS.everyMs,
    budgetBytes: limit(written.budget, parseSize) ?? DEFAULTS.budgetBytes,
    forMs: limit(written.for, parseDuration) ?? DEFAULTS.forMs,
    source: written.source === true ? 'Read' : DEFAULTS.source,
  };
}

function limit(text: string | undefined, parse: (text: string) => number | undefined): number | undefined {
  return text === 'none' ? Number.POSITIVE_INFINITY : parse(text ?? '');
}
