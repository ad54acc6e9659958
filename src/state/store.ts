import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, readSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileAccess } from '../endpoints/endpoint.ts';
import { asRecord } from '../lib/as-record.ts';
import { isSystemError } from '../lib/is-system-error.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { openRegularFile } from '../lib/open-regular-file.ts';
import type { Tools } from '../lib/tools.ts';
import type { Failure } from '../model/failure.ts';
import { readJson, type Save, writeJson } from './json-file.ts';
import { type LeaseMemory, leaseMemory } from './lease-memory.ts';
import { type SettledMemories, settledMemories } from './settled-memories.ts';
import type { StatusRecord } from './status-record.ts';
import { parseStatusRecord } from './status-record.ts';

/** What the program remembers between passes, in the state directory. A cache: safe to lose, never enough to remove on. */
export interface Store extends LeaseMemory, SettledMemories {
  readonly directory: string;
  /** Where leases are kept on our own side. */
  readonly leases: FileAccess;
  readonly leaseName: (place: string) => string;
  readonly status: (kind: string, name: string) => StatusRecord | undefined;
  readonly saveStatus: (record: StatusRecord) => void;
  readonly lastPass: () => LastPass | undefined;
  readonly saveLastPass: (pass: LastPass) => void;
  /** The set of problems that the last pass without a terminal reported. */
  readonly problems: () => readonly string[];
  readonly saveProblems: (problems: readonly string[]) => void;
  /** Appends one line to the journal of a day. */
  readonly journal: (line: string, day: string) => void;
  /** Writes a file of the state as a whole (`writeJson`), told to the journal; what the file system refuses becomes the trouble. */
  readonly save: Save;
  /** Runs another write to the state, which tells the journal itself; what the file system refuses becomes the trouble. */
  readonly remember: (write: () => void) => void;
  /** Why something could not be remembered since this was opened; what is done at replicas goes on without. */
  readonly trouble: () => Failure | undefined;
}

export interface LastPass {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exit: number;
}

/** The store in `directory`, which is made when something is first written. `step` is told before and after each change. */
export function openStore(directory: string, leases: FileAccess, step: Tools['step'] = () => undefined): Store {
  const file = (...parts: readonly string[]): string => join(directory, ...parts);
  let trouble: Failure | undefined;
  const remember = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      trouble ??= notWritable(directory, error);
    }
  };
  const save: Save = (path, value) =>
    remember(() => {
      step('before', 'write', path);
      try {
        writeJson(path, value);
      } finally {
        step('after', 'write', path);
      }
    });
  const leaseName = (place: string): string => {
    const digest = createHash('sha256').update(place).digest('hex').slice(0, 16);
    return `${place.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)}-${digest}.json`;
  };
  return {
    directory,
    leases,
    leaseName,
    ...leaseMemory((place) => file('leases', leaseName(place)), save, remember),
    ...settledMemories((resource) => `${file('settled', ...resource.split('/'))}.json`, save),
    status: (kind, name) => parseStatusRecord(readJson(file('status', kind, `${name}.json`))),
    saveStatus: (record) => save(file('status', record.kind, `${record.name}.json`), record),
    lastPass: () => parseLastPass(readJson(file('status', 'last-pass.json'))),
    saveLastPass: (pass) => save(file('status', 'last-pass.json'), pass),
    problems: () => texts(asRecord(readJson(file('status', 'problems.json')))?.problems),
    saveProblems: (problems) => save(file('status', 'problems.json'), { problems }),
    journal: (line, day) =>
      remember(() => {
        const path = file('journal', `${day}.ndjson`);
        if (appendLine(path, line) === 'not-regular') trouble ??= unremembered(path, 'it is not a regular file');
      }),
    save,
    remember,
    trouble: () => trouble,
  };
}

const NEWLINE = 0x0a;

/** On a line of its own: a last one that was torn is ended before it. */
function appendLine(path: string, line: string): 'appended' | 'not-regular' {
  makeDirectories(dirname(path));
  const opened = openRegularFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  if (!opened.ok) {
    if (opened.error.why === 'system') throw opened.error.error;
    return 'not-regular';
  }
  try {
    const { size } = fstatSync(opened.value);
    const last = new Uint8Array(1);
    const torn = size > 0 && readSync(opened.value, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
    writeFileSync(opened.value, `${torn ? '\n' : ''}${line}\n`);
    return 'appended';
  } finally {
    closeSync(opened.value);
  }
}

/** That nothing can be remembered in `directory`. Rethrows what is no error of the file system. */
export function notWritable(directory: string, error: unknown): Failure {
  if (!isSystemError(error)) throw error;
  return unremembered(directory, error.code);
}

function unremembered(path: string, why: string): Failure {
  return {
    code: 'state.not-writable',
    message: `${path}: nothing can be remembered there (${why})`,
    hint: 'Make room or give the permission to write there, or name another place with --state DIR.',
    retry: 'person',
    blame: 'us',
  };
}

function parseLastPass(value: unknown): LastPass | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  const { startedAt, endedAt, exit } = record;
  return isInstant(startedAt) && isInstant(endedAt) && isExit(exit) ? { startedAt, endedAt, exit } : undefined;
}

/** A time as we write it. */
function isInstant(value: unknown): value is string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

function isExit(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : [];
}
