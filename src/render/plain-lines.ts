import { formatBytes, formatDuration } from '../lib/units.ts';
import type { Event } from '../model/event.ts';
import { showText } from '../model/names.ts';
import { outcomeText, startText } from './outcome-words.ts';
import { count } from './words.ts';

const MINUTE = 60_000;

/**
 * One plain line per start, end and change of state; undefined for what needs none. What runs long gets one a minute:
 * `previousMs` is the `ms` of the progress event of the same transfer before this one, 0 when there was none.
 */
export function plainLine(event: Event, previousMs: number): string | undefined {
  switch (event.type) {
    case 'pass-started':
      return `pass over ${count(event.resources.length, 'resource')}`;
    case 'decided':
      return decidedLine(event);
    case 'action-started':
      return `${event.resource} ${showText(event.action.to)}: ${startText(event.action)}`;
    case 'transfer-progress':
      return Math.floor(event.ms / MINUTE) > Math.floor(previousMs / MINUTE) ? progressLine(event) : undefined;
    case 'action-ended':
      return `${event.resource} ${showText(event.action.to)}: ${outcomeText(event.action, event.outcome)}`;
    case 'pass-ended':
      return `pass ended after ${formatDuration(event.ms)}`;
    case 'looked':
    case 'exit':
      return undefined;
  }
}

/** What is done is told by its action; only what keeps something from being done has a code. */
function decidedLine({ resource, replica, decision, code, message }: Extract<Event, { type: 'decided' }>): string | undefined {
  if (code === '') return undefined;
  const place = replica === '' ? resource : `${resource} ${showText(replica)}`;
  return `${place}: ${decision}: ${code}: ${showText(message)}`;
}

function progressLine({ resource, to, bytes, totalBytes, ms }: Extract<Event, { type: 'transfer-progress' }>): string {
  const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((bytes / totalBytes) * 100));
  const amount = `${formatBytes(bytes)} of ${formatBytes(totalBytes)} (${percent} %)`;
  return `${resource} ${showText(to)}: ${amount} after ${formatDuration(ms)}`;
}
