import { compileFilter } from '../../inventory/filter.ts';
import { inventoryFromFind } from '../../inventory/from-find.ts';
import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import { wholeListing } from '../../inventory/whole-listing.ts';
import { fromLatin1, joinPath, type PathBytes, ROOT } from '../../lib/path-bytes.ts';
import { STDERR_KEPT } from '../../lib/process-sink.ts';
import type { Result } from '../../lib/result.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Gap, Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { TreeAsk } from '../endpoint.ts';

/** What a find said and how it ended. `stderr` undefined: lost. */
export interface FindOutput {
  readonly raw: Uint8Array;
  readonly exit: number;
  readonly stderr: string | undefined;
}

/** What was asked where, and when. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly ask: TreeAsk;
  readonly at: number;
}

/** A line of find's in the C locale: the name between quotes, with C's escapes. */
const COMPLAINT = /^find: '((?:[^'\\]|\\.)*)': (.+)$/s;

const NO_GNU_FIND = /unknown (?:primary|predicate|option)|unrecognized|invalid predicate|illegal option|find: not found|bad arg/;

/** The inventory that find's output is. What it could not read are gaps; that the directory itself could not be read is unknown. */
export function seenFromFind(output: FindOutput, { endpoint, ask, at }: Asked): Seen<Inventory> {
  const place = { endpoint, path: ask.path };
  const lines = output.exit === 0 ? [] : (output.stderr ?? '').split('\n').filter((line) => line !== '');
  if (output.raw.length === 0 && lines.some((line) => NO_GNU_FIND.test(line))) {
    return { state: 'unknown', because: unusable(endpoint, lines[0] ?? ''), at };
  }
  const complaints = lines.map(complaintOf);
  const top = complaints.find((complaint) => complaint.path === '.');
  if (top !== undefined) return { state: 'unknown', because: unreadable(showLocation(place), top.reason), at };
  const gaps = complaints.map((complaint): Gap => gapAt(complaint, place));
  // It failed and did not say (all of) why: anything may be missing.
  const unsaid = output.exit !== 0 && (gaps.length === 0 || (output.stderr ?? '').length >= STDERR_KEPT);
  const all = unsaid ? [...gaps, gapAt({ path: undefined, reason: `find ended with ${output.exit}` }, place)] : gaps;
  const parse = (): Result<Inventory, Failure> => inventoryFromFind(output.raw, compileFilter(ask.filter), all);
  const isQuiet = output.exit === 0 && output.stderr === '';
  const listing = { raw: output.raw, filter: ask.filter, granularity: 'ns', parse } as const;
  const inventory = isQuiet ? wholeListing(listing, ask.known) : parse();
  return inventory.ok ? { state: 'present', value: inventory.value, at } : { state: 'unknown', because: inventory.error, at };
}

interface Complaint {
  /** As find names it: './x', or '.'; undefined where the line is not understood. */
  readonly path: PathBytes | undefined;
  readonly reason: string;
}

function complaintOf(line: string): Complaint {
  const match = COMPLAINT.exec(line);
  if (match === null) return { path: undefined, reason: encodeRsyncName(fromLatin1(line.slice(0, 300))) };
  return { path: unescaped(match[1] ?? ''), reason: match[2] ?? '' };
}

function gapAt(complaint: Complaint, place: { readonly endpoint: Endpoint; readonly path: PathBytes }): Gap {
  const path = complaint.path?.startsWith('./') === true ? fromLatin1(complaint.path.slice(2)) : ROOT;
  const shown = showLocation({ ...place, path: joinPath(place.path, path) });
  return { path, because: { ...unreadable(shown, complaint.reason), code: 'source.gaps' } };
}

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undoes C's escapes. */
function unescaped(quoted: string): PathBytes {
  return fromLatin1(
    quoted.replace(/\\([0-7]{3}|.)/gs, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (LETTERS[code] ?? code),
    ),
  );
}

function unreadable(shown: string, reason: string): Failure {
  return {
    code: 'endpoint.access',
    message: `${shown} could not be read: ${reason}`,
    hint: 'Give the account the permission to read it, or exclude it.',
    retry: 'later',
    blame: 'from',
  };
}

function unusable(endpoint: Endpoint, said: string): Failure {
  return {
    code: 'endpoint.unusable',
    message: `${endpoint.name}: the find there is not GNU find (${encodeRsyncName(fromLatin1(said.slice(0, 200)))})`,
    hint:
      endpoint.type === 'Ssh'
        ? 'Install findutils there, or declare the endpoint with `shell: RsyncOnly`.'
        : 'Install findutils.',
    retry: 'person',
    blame: endpoint.type === 'Local' ? 'us' : 'from',
  };
}
