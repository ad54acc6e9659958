import { formatBytes, formatCount, formatDuration } from '../lib/units.ts';
import type { Amount } from '../model/amount.ts';
import type { ActionSummary } from '../model/event.ts';
import { showText } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import { amountText } from './words.ts';

/** How an action went: `copied 12 files, 3.4 kB in 3 s (1.2 kB/s)`, `failed: target.full: no space left`. */
export function outcomeText(action: ActionSummary, outcome: Outcome): string {
  switch (outcome.status) {
    case 'done':
      if (action.type === 'publish') return pastOf(action.type);
      if (action.type === 'verify' && outcome.files === 0) return 'nothing could be read and judged yet';
      return `${doneText(action.type, outcome)} in ${formatDuration(outcome.ms)}${rateText(action, outcome)}`;
    case 'already':
      return `already ${pastOf(action.type)}`;
    case 'skipped':
      return `skipped: ${outcome.because.code}: ${showText(outcome.because.message)}`;
    case 'failed':
      return `failed: ${outcome.failure.code}: ${showText(outcome.failure.message)}`;
  }
}

/** `copying 12 files, 3.4 kB from icc:PV`. */
export function startText(action: ActionSummary): string {
  switch (action.type) {
    case 'transfer':
      return `copying ${whatText(action)} from ${showText(action.from)}`;
    case 'verify':
      return `reading ${whatText(action)}`;
    case 'publish':
      return 'publishing';
    case 'remove':
      return `removing ${whatText(action)}`;
  }
}

function doneText(type: ActionSummary['type'], outcome: Extract<Outcome, { status: 'done' }>): string {
  const { asWrong = 0 } = outcome;
  if (asWrong > 0) return `read ${whatText(outcome)}, ${formatCount(asWrong)} of them still wrong,`;
  return `${pastOf(type)} ${whatText(outcome)}`;
}

function pastOf(type: ActionSummary['type']): string {
  switch (type) {
    case 'transfer':
      return 'copied';
    case 'verify':
      return 'read and found right:';
    case 'publish':
      return 'published';
    case 'remove':
      return 'removed';
  }
}

/** Bytes per second of a transfer or a reading; '' where there is no telling. */
function rateText(action: ActionSummary, { bytes, ms }: Extract<Outcome, { status: 'done' }>): string {
  if ((action.type !== 'transfer' && action.type !== 'verify') || bytes === 0 || ms === 0) return '';
  return ` (${formatBytes(Math.round((bytes * 1000) / ms))}/s)`;
}

/** Files with their bytes; where there are none, the entries are directories. */
function whatText(amount: Amount): string {
  return amount.files === 0 ? 'directories' : amountText(amount);
}
