import { formatBytes, formatDuration } from '../lib/units.ts';
import type { ActionSummary, Event } from '../model/event.ts';
import { showText } from '../model/names.ts';
import { sum } from './words.ts';

/** What is being copied, as far as the events told. Transfers that ended stay until the last running one ends, for the total. */
export interface ProgressState {
  readonly transfers: readonly TransferProgress[];
}

interface TransferProgress {
  readonly id: string;
  readonly to: string;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly running: boolean;
  /** The last few seconds, oldest first: the rate is theirs. */
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

const RATE_WINDOW_MS = 10_000;
const FULL_NAME = 40;
const SHORTEST_NAME = 8;
/** A rate of less than this says nothing. */
const SHORTEST_SAMPLE_MS = 1000;

export const NO_PROGRESS: ProgressState = { transfers: [] };

/** The state after one more event. `now`: milliseconds, of a clock that does not go back. */
export function reduceProgress(state: ProgressState, event: Event, now: number): ProgressState {
  switch (event.type) {
    case 'action-started':
      return isWatched(event.action) ? started(state, event, now) : state;
    case 'transfer-progress':
      return changed(state, event.id, (transfer) => advanced(transfer, event, now));
    case 'action-ended':
      return ended(state, event.action.id);
    case 'pass-ended':
    case 'exit':
      return NO_PROGRESS;
    case 'pass-started':
    case 'lease-taken-over':
    case 'step':
    case 'approved':
    case 'looked':
    case 'decided':
      return state;
  }
}

/** What moves or reads bytes. */
function isWatched({ type }: ActionSummary): boolean {
  return type === 'transfer' || type === 'verify';
}

/** One line per running transfer, and a total where there are several; none is longer than `width` columns. */
export function progressLines(state: ProgressState, width: number): readonly string[] {
  const running = state.transfers.filter((transfer) => transfer.running);
  const lines = running.map((transfer) => line(transfer.to, transfer, { width, rate: rateOf(transfer) }));
  if (running.length < 2) return lines;
  const total = {
    bytes: sum(state.transfers.map((transfer) => transfer.bytes)),
    totalBytes: sum(state.transfers.map((transfer) => transfer.totalBytes)),
  };
  return [...lines, line(`total, ${running.length} running`, total, { width, rate: sum(running.map(rateOf)) })];
}

function started(state: ProgressState, event: Extract<Event, { type: 'action-started' }>, now: number): ProgressState {
  const { id, bytes } = event.action;
  const to = event.action.type === 'verify' ? `reading ${event.action.to}` : event.action.to;
  const transfer = { id, to, bytes: 0, totalBytes: bytes, running: true, samples: [{ at: now, bytes: 0 }] };
  return { transfers: [...state.transfers.filter((each) => each.id !== id), transfer] };
}

function ended(state: ProgressState, id: string): ProgressState {
  const next = changed(state, id, (transfer) => ({ ...transfer, bytes: transfer.totalBytes, running: false }));
  return next.transfers.some((transfer) => transfer.running) ? next : NO_PROGRESS;
}

function changed(state: ProgressState, id: string, change: (transfer: TransferProgress) => TransferProgress): ProgressState {
  return { transfers: state.transfers.map((transfer) => (transfer.id === id ? change(transfer) : transfer)) };
}

/** Keeps one sample that is older than the window, so that the window is always covered. */
function advanced(
  transfer: TransferProgress,
  event: Extract<Event, { type: 'transfer-progress' }>,
  now: number,
): TransferProgress {
  const { bytes, totalBytes } = event;
  const firstInside = transfer.samples.findIndex((sample) => sample.at > now - RATE_WINDOW_MS);
  const kept = firstInside < 0 ? transfer.samples.slice(-1) : transfer.samples.slice(Math.max(0, firstInside - 1));
  return { ...transfer, bytes, totalBytes, samples: [...kept, { at: now, bytes }] };
}

/** Bytes per second over the window; 0 while nothing is known. */
function rateOf({ samples }: TransferProgress): number {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST_SAMPLE_MS) return 0;
  return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
}

function line(
  name: string,
  amount: { readonly bytes: number; readonly totalBytes: number },
  look: { readonly width: number; readonly rate: number },
): string {
  const { bytes, totalBytes } = amount;
  const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((bytes / totalBytes) * 100));
  const left = Math.max(0, totalBytes - bytes);
  const rate = look.rate < 1 ? '' : `  ${formatBytes(Math.round(look.rate))}/s`;
  const time = rate === '' || left === 0 ? '' : `  ${formatDuration((left / look.rate) * 1000)} left`;
  const numbers = `${formatBytes(bytes)} of ${formatBytes(totalBytes)}  ${percent} %${rate}${time}`;
  const room = Math.max(SHORTEST_NAME, Math.min(FULL_NAME, look.width - cellsOf(numbers) - 2));
  return cutEnd(`${cutMiddle(showText(name), room)}  ${numbers}`, look.width);
}

/** The whole text, or its beginning and end around `...`, in at most `room` columns. */
function cutMiddle(text: string, room: number): string {
  if (cellsOf(text) <= room) return text;
  const characters = Array.from(text);
  const head = cutEnd(text, Math.ceil((room - 3) / 2));
  const tail = cutEnd(characters.reverse().join(''), room - 3 - cellsOf(head));
  return `${head}...${Array.from(tail).reverse().join('')}`;
}

/** As many characters from the beginning as fit. */
function cutEnd(text: string, room: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += cellsOf(character);
    if (used > room) return kept;
    kept += character;
  }
  return kept;
}

/** Columns on a terminal, never too few: what is not ASCII may be two wide. */
function cellsOf(text: string): number {
  return Array.from(text, (character): number => (character <= '~' ? 1 : 2)).reduce((total, each) => total + each, 0);
}
