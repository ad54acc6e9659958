import type { Emit, Event } from '../model/event.ts';
import { plainLine } from '../render/plain-lines.ts';
import { NO_PROGRESS, progressLines, reduceProgress } from '../render/progress.ts';
import type { Store } from '../state/store.ts';
import type { CommandContext, Screen } from './command.ts';

/** How events are shown while they happen. */
export interface View {
  readonly emit: Emit;
  /** Takes what moves off the screen. */
  readonly end: () => void;
}

const SILENT: View = { emit: () => undefined, end: () => undefined };

/**
 * The view that fits: NDJSON for --json; else moving lines where stderr can show them, and plain lines on a stdout that is no
 * terminal, with -v or where the command says so.
 */
export function viewFor({ options, stdout, stderr, now }: CommandContext, elsewhere: 'plain' | 'silent'): View {
  if (options.json === 'json') return ndjson(stdout, now);
  const lines = elsewhere === 'plain' || options.detail === 'files';
  const views = [
    stderr.moves ? moving(stderr, now) : SILENT,
    lines && !(stdout.terminal && stderr.moves) ? plain(stdout) : SILENT,
  ];
  return {
    emit: (event) => {
      for (const view of views) view.emit(event);
    },
    end: () => {
      for (const view of views) view.end();
    },
  };
}

/** Writes each event to the journal of its day, but for the progress of transfers. */
export function journalled(store: Store, now: () => number): Emit {
  return (event) => {
    if (event.type === 'transfer-progress') return;
    const at = new Date(now()).toISOString();
    store.journal(JSON.stringify({ at, ...event }), at.slice(0, 10));
  };
}

function ndjson(screen: Screen, now: () => number): View {
  const emit = (event: Event): void => {
    // Single steps are for the journal.
    if (event.type !== 'step') screen.write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
  };
  return { emit, end: () => undefined };
}

function plain(screen: Screen): View {
  const last = new Map<string, number>();
  const emit = (event: Event): void => {
    const id = event.type === 'transfer-progress' ? event.id : '';
    const line = plainLine(event, last.get(id) ?? 0);
    if (event.type === 'transfer-progress') last.set(id, event.ms);
    if (line !== undefined) screen.write(`${line}\n`);
  };
  return { emit, end: () => undefined };
}

function moving(screen: Screen, now: () => number): View {
  let state = NO_PROGRESS;
  let shown = 0;
  const draw = (lines: readonly string[]): void => {
    // Up to the first of our lines, and clear from there down.
    const back = shown === 0 ? '' : `\x1b[${shown}A\r\x1b[J`;
    if (back === '' && lines.length === 0) return;
    screen.write(back + lines.map((line) => `${line}\n`).join(''));
    shown = lines.length;
  };
  return {
    emit(event) {
      state = reduceProgress(state, event, now());
      draw(progressLines(state, screen.columns));
    },
    end: () => draw([]),
  };
}
