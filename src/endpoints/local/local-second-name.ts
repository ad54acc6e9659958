import type { Buffer } from 'node:buffer';
import { closeSync, fstatSync, linkSync, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { errorWord } from '../shared/file-failure.ts';
import { isSame, NO_LINKS } from './local-entry.ts';

/** Moves a file to a name that nothing has, and never over anything. Throws the system's errors, EEXIST where something stands. */
export function moveAlone(from: Buffer, to: Buffer): void {
  try {
    linkSync(from, to);
    unlinkSync(from);
  } catch (error) {
    if (!NO_LINKS.has(errorWord(error) ?? '')) throw error;
    renameAlone(from, to);
  }
}

/**
 * The same where a file cannot have two names: the new one is claimed by an empty file of ours, which only one process can make, and
 * nothing but that file is renamed over.
 */
export function renameAlone(from: Buffer, to: Buffer): void {
  const claim = openSync(to, 'wx', 0o600);
  const isOurs = (): boolean => isSame(fstatSync(claim, { bigint: true }), lstatSync(to, { bigint: true }));
  try {
    if (!isOurs()) throw taken();
    renameSync(from, to);
  } catch (error) {
    if (isOurs()) unlinkSync(to);
    throw error;
  } finally {
    closeSync(claim);
  }
}

/** Takes one of two names of a file away; one that has become the only name stays. */
export function dropSecondName(kept: Buffer, second: Buffer): void {
  const [one, other] = [kept, second].map((path) => lstatSync(path, { bigint: true, throwIfNoEntry: false }));
  if (one !== undefined && other !== undefined && isSame(one, other) && one.nlink > 1n) unlinkSync(second);
}

function taken(): Error {
  return Object.assign(new Error('something stands there'), { code: 'EEXIST', syscall: 'rename' });
}
