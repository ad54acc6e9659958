import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { aliveRecords, EMPTY_LEDGER, parseLedger } from '../inventory/ledger.ts';
import { asRecord } from '../lib/as-record.ts';
import { isSystemError } from '../lib/is-system-error.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { openRegularFile } from '../lib/open-regular-file.ts';
import { readRegularFile } from '../lib/read-regular-file.ts';
import type { Location } from '../model/endpoint.ts';
import type { Ledger, Proofs, Recheck } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import { readJson, type Save } from './json-file.ts';

/** What was proven, in state/ledger: one file a location. Losing it costs hashing. */
export interface Ledgers {
  /** What cannot be read, or is no ledger, says nothing. */
  readonly read: (location: Location) => Proofs;
  /** Adds records (see inventory/ledger.ts), on the disk before it returns; makes the file anew when it is twice as long as it need be. */
  readonly append: (location: Location, records: readonly Uint8Array[]) => void;
  /** Remembers what a publication was made for. */
  readonly published: (location: Location, content: string) => void;
  /** Adds to what re-checks have read of a location; a day after the first of them it begins anew. */
  readonly spend: (location: Location, bytes: number, now: number) => void;
}

/** What the ledgers need of their store. */
export interface LedgerContext {
  readonly directory: string;
  readonly save: Save;
  /** Runs another write; what the file system refuses is remembered as a trouble of the state. */
  readonly remember: (write: () => void) => void;
  readonly step: (edge: 'before' | 'after', what: string, place: string) => void;
}

/** The largest that one Buffer holds. */
const CEILING = 2 ** 31 - 1;
const DAY_MS = 24 * 60 * 60_000;
/** Below this a ledger is not made anew. */
const SMALL = 1024 * 1024;
/** Of an append whose file is made anew by others each time. */
const MOST_TRIES = 10;

/** The ledgers of a state directory. */
export function openLedgers(context: LedgerContext): Ledgers {
  const base = (location: Location): string => join(context.directory, 'ledger', ledgerName(location));
  /** How long each ledger was when it was last found to hold nothing superfluous. */
  const alive = new Map<string, number>();
  const cache = new Map<string, { readonly version: string; readonly ledger: Ledger }>();
  const read = (path: string, version: string): Ledger => {
    const known = cache.get(path);
    if (known?.version === version) return known.ledger;
    const found = readRegularFile(path, CEILING);
    const ledger = found.ok ? parseLedger(found.value) : EMPTY_LEDGER;
    cache.set(path, { version, ledger });
    return ledger;
  };
  return {
    read(location) {
      const path = `${base(location)}.ledger`;
      const version = versionOf(path);
      return {
        // What was appended after the version was taken makes it another one at the next look.
        get ledger() {
          return read(path, version);
        },
        version,
        recheck: parseRecheck(readJson(`${base(location)}.recheck.json`)),
        published: textOf(asRecord(readJson(`${base(location)}.published.json`))?.content),
      };
    },
    append(location, records) {
      if (records.length === 0) return;
      const path = `${base(location)}.ledger`;
      const change = (write: () => void): void => {
        context.step('before', 'ledger', showLocation(location));
        try {
          write();
        } finally {
          context.step('after', 'ledger', showLocation(location));
        }
      };
      context.remember(() => {
        const isNew = sizeOf(path) === 0;
        const aliveBytes = alive.get(path) ?? cache.get(path)?.ledger.aliveBytes ?? 0;
        cache.delete(path);
        change(() => appendRecords(path, records));
        // Of a new one all counts.
        if (isNew) alive.set(path, sizeOf(path));
        // How much of it counts is known only by reading all of it: not each time, but each time that it has doubled.
        if (isNew || sizeOf(path) <= Math.max(SMALL, 2 * aliveBytes)) return;
        compact(path, change);
        alive.set(path, sizeOf(path));
      });
    },
    published: (location, content) => context.save(`${base(location)}.published.json`, { content }),
    spend(location, bytes, now) {
      const path = `${base(location)}.recheck.json`;
      const known = parseRecheck(readJson(path));
      const isFresh = known.since <= now && now - known.since < DAY_MS;
      context.save(path, isFresh ? { since: known.since, bytes: known.bytes + bytes } : { since: now, bytes });
    },
  };
}

/** Whatever is written to a file moves one of these. '' where there is none. */
function versionOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}

/** The same for the same place; another root or host is another place, whatever its endpoint is called. */
function ledgerName(location: Location): string {
  const { endpoint } = location;
  const address =
    endpoint.type === 'Local'
      ? [endpoint.root]
      : endpoint.type === 'Ssh'
        ? [endpoint.host, endpoint.port ?? 0, endpoint.root, endpoint.shell]
        : [endpoint.host, endpoint.port];
  const shown = showLocation(location);
  const digest = createHash('sha256')
    .update(JSON.stringify([endpoint.type, ...address, shown]))
    .digest('hex')
    .slice(0, 16);
  return `${shown.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)}-${digest}`;
}

/** Once more where another process has made the file anew meanwhile: a record that comes twice does no harm. */
function appendRecords(path: string, records: readonly Uint8Array[]): void {
  makeDirectories(dirname(path));
  for (let tries = 0; tries < MOST_TRIES && appendOnce(path, records) === 'to another'; tries++);
}

/** In one write, after a NUL where the last one was torn. */
function appendOnce(path: string, records: readonly Uint8Array[]): 'to it' | 'to another' {
  const opened = openRegularFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  if (!opened.ok) {
    if (opened.error.why === 'system') throw opened.error.error;
    // Something that is no file stands in its place: there is nothing to remember in.
    return 'to it';
  }
  try {
    const { size } = fstatSync(opened.value);
    const last = new Uint8Array(1);
    const torn = size > 0 && readSync(opened.value, last, 0, 1, size - 1) === 1 && last[0] !== 0;
    for (const chunk of chunksOf(torn ? [new Uint8Array(1), ...records] : records)) writeAll(opened.value, chunk);
    fsyncSync(opened.value);
    return statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(opened.value).ino ? 'to it' : 'to another';
  } finally {
    closeSync(opened.value);
  }
}

const CHUNK = 4 * 1024 * 1024;

/** Records joined to pieces of some megabytes. */
function* chunksOf(records: readonly Uint8Array[]): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for (const record of records) {
    parts.push(record);
    length += record.length;
    if (length < CHUNK) continue;
    yield Buffer.concat(parts, length);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts, length);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Makes a ledger anew that is twice as long as it need be. What another process adds to the old file meanwhile is taken over. */
function compact(path: string, change: (write: () => void) => void): void {
  const old = openRegularFile(path, constants.O_RDONLY);
  if (!old.ok) return;
  try {
    const bytes = readFrom(old.value, 0);
    const ledger = parseLedger(bytes);
    if (bytes.length <= 2 * ledger.aliveBytes) return;
    change(() => {
      replaceLedger(path, ledger);
      const added = readFrom(old.value, bytes.length);
      if (added.length > 0) appendRecords(path, [added]);
    });
  } finally {
    closeSync(old.value);
  }
}

function readFrom(file: number, at: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(CEILING, fstatSync(file).size) - at));
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, at + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function replaceLedger(path: string, ledger: Ledger): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([...aliveRecords(ledger)]), { flush: true });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function sizeOf(path: string): number {
  const opened = openRegularFile(path, constants.O_RDONLY);
  if (!opened.ok) return 0;
  try {
    return fstatSync(opened.value).size;
  } finally {
    closeSync(opened.value);
  }
}

function parseRecheck(value: unknown): Recheck {
  const record = asRecord(value);
  const { since, bytes } = record ?? {};
  const isCount = (it: unknown): it is number => typeof it === 'number' && Number.isFinite(it) && it >= 0;
  return isCount(since) && isCount(bytes) ? { since, bytes } : { since: 0, bytes: 0 };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
