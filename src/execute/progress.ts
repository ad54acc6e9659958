import type { ActionSummary, Emit } from '../model/event.ts';

const EVERY_MS = 200;

/** Whose progress is told, and with what clock. */
export interface Progressing {
  readonly resource: string;
  readonly action: ActionSummary;
  readonly emit: Emit;
  readonly now: () => number;
}

/** Tells how far a transfer is, a few times a second at most, however often it is called. */
export function progressOf({ resource, action, emit, now }: Progressing): (files: number, bytes: number) => void {
  const began = now();
  let told = 0;
  return (files, bytes) => {
    const ms = now() - began;
    if (ms - told < EVERY_MS) return;
    told = ms;
    emit({ type: 'transfer-progress', resource, id: action.id, to: action.to, files, bytes, totalBytes: action.bytes, ms });
  };
}
