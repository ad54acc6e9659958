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

/** The view that fits: NDJSON for --json, moving lines on a terminal, plain lines with -v or where the command says so, else none. */
export function viewFor(context: CommandContext, elsewhere: 'plain' | 'silent'): View {
  if (context.options.json === 'json') return ndjson(context.stdout, context.now);
  if (context.stderr.terminal) return moving(context.stderr, context.now);
  return elsewhere === 'plain' || context.options.detail === 'files' ? plain(context.stdout) : SILENT;
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
  const emit = (event: Event): void => screen.write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
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
