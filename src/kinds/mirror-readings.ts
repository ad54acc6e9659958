import { digestWithout } from '../inventory/digest.ts';
import { sizeAt } from '../inventory/record.ts';
import { amountOf, select } from '../inventory/records.ts';
import { STANDING, type Standing } from '../inventory/standing.ts';
import { formatFiles } from '../lib/units.ts';
import type { Action, ActionOf, VerifyReading } from '../model/action.ts';
import { actionId } from '../model/action-id.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Recheck } from '../model/ledger.ts';
import { showLocation } from '../model/names.ts';
import type { PoolMirrorSpec } from '../model/resource.ts';
import { inFlightOf } from './hashing.ts';
import type { Looks } from './mirror-looks.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What of a replica is read now, and what must wait for a later day. */
export interface Readings {
  readonly actions: readonly Action[];
  /** What was never read and is not read now either. */
  readonly later: Amount;
}

/** Where and with what care files are read. `from`: what they are compared with where nothing was proven of them. */
export interface ReadingPlace {
  readonly spec: Pick<PoolMirrorSpec, 'digest' | 'verify'>;
  readonly from: Location;
  readonly to: Location;
  readonly recheck: Recheck;
  readonly now: number;
}

/**
 * Reads what was never read back, then what has another inode now, then what was proven longest ago and is due, as far as the budget of
 * a day goes. `counts`: 1 for each record of `have` that is asked about.
 */
export function readingsOf(
  place: ReadingPlace,
  { have, standing }: Pick<Looks, 'have' | 'standing'>,
  counts: Uint8Array,
): Readings {
  const unread: number[] = [];
  const due: number[] = [];
  // A proof of a time to come says that a clock was wrong.
  const isOld = (at: number): boolean => at <= place.now - place.spec.verify.everyMs || at > place.now;
  for (let position = 0; position < counts.length; position++) {
    if (counts[position] === 0) continue;
    const word = standing.words[position];
    if (word === STANDING.unread || word === STANDING.doubtful) unread.push(position);
    else if (word === STANDING.moved || (word !== STANDING.notNeeded && isOld(standing.provenAt[position] ?? 0)))
      due.push(position);
  }
  if (unread.length + due.length === 0) return { actions: [], later: { files: 0, bytes: 0 } };
  const rank = (position: number): number =>
    standing.words[position] === STANDING.moved ? 0 : (standing.provenAt[position] ?? 0);
  due.sort((a, b) => rank(a) - rank(b));
  const budget = new Budget(place);
  const first = budget.take(have, unread);
  const second = budget.take(have, due);
  return {
    actions: [
      ...verifyAction(place, select(have, first), { why: 'Unproven', because: `${formatFiles(first.length)} not read back yet` }),
      ...verifyAction(place, select(have, second), { why: 'Due', because: `${formatFiles(second.length)} due to be read again` }),
    ],
    later: amountOf(select(have, unread.slice(first.length))),
  };
}

/** Before this nothing that counts is to be read, in milliseconds since 1970; 0 when something is to be read now. */
export function nothingDueBefore(
  { verify, now }: { readonly verify: PoolMirrorSpec['verify']; readonly now: number },
  { words, provenAt }: Standing,
  counts: Uint8Array,
): number {
  let first = Number.POSITIVE_INFINITY;
  for (let position = 0; position < counts.length; position++) {
    if (counts[position] === 0 || words[position] === STANDING.notNeeded) continue;
    const at = provenAt[position] ?? 0;
    if (words[position] !== STANDING.proven || at > now) return 0;
    if (at + verify.everyMs < first) first = at + verify.everyMs;
  }
  return first;
}

/** The action that reads these entries; none for none. */
export function verifyAction(
  { spec, from, to }: Pick<ReadingPlace, 'spec' | 'from' | 'to'>,
  entries: Inventory,
  about: { readonly why: VerifyReading['why']; readonly because: string; readonly requires?: readonly string[] },
): readonly ActionOf<'verify'>[] {
  if (entries.index.count === 0) return [];
  const [source, shown] = [inFlightOf(from.endpoint, spec.digest), { from: showLocation(from), to: showLocation(to) }];
  return [
    {
      type: 'verify',
      from,
      to,
      entries,
      // What was moved is read back, however long that takes.
      reading: {
        why: about.why,
        algorithm: spec.digest,
        source,
        forMs: about.why === 'Moved' ? Number.POSITIVE_INFINITY : spec.verify.forMs,
      },
      id: actionId({ type: `verify ${about.why} ${spec.digest}`, ...shown, entries: digestWithout(entries, []) }),
      because: about.because,
      requires: about.requires ?? [],
      engine: 'Local',
      amount: amountOf(entries),
    },
  ];
}

/** What may still be read of one replica today. At least one file a day is, however large. */
class Budget {
  #left: number;
  #none: boolean;

  constructor({ spec, recheck, now }: ReadingPlace) {
    const isDaily = spec.verify.budgetFor === undefined;
    const spent = isDaily && recheck.since <= now && now - recheck.since < DAY_MS ? recheck.bytes : 0;
    this.#left = spec.verify.budgetBytes - spent;
    this.#none = spent === 0;
  }

  /** The first of these positions that it is enough for. */
  take({ records, index }: Inventory, positions: readonly number[]): readonly number[] {
    let count = 0;
    for (const position of positions) {
      const size = sizeAt(records, index.starts[position] ?? 0);
      if (size > this.#left && !this.#none) break;
      this.#left -= size;
      this.#none = false;
      count++;
    }
    return positions.slice(0, count);
  }
}
