import { sizeAt } from '../inventory/record.ts';
import { amountOf, select } from '../inventory/records.ts';
import { allProven, isProven, positionsOf, STANDING, type Standing } from '../inventory/standing.ts';
import type { Amount } from '../model/amount.ts';
import type { ReplicaFacts } from '../model/plan.ts';
import { noteProbe } from '../model/probe.ts';
import { resourceName } from '../model/resource.ts';
import { placeOf } from './apart.ts';
import { type MirrorCase, replicaOf, toleranceOf } from './mirror-case.ts';
import { toCopy } from './mirror-changes.ts';
import type { Looks } from './mirror-looks.ts';
import { contentOf } from './mirror-publication.ts';

const NOTHING: Amount = { files: 0, bytes: 0 };

/** What the looks showed of a replica. `status`: whether it was there at all. */
export function factsOf(mirror: MirrorCase, looks: Looks, status: 'present' | 'absent'): ReplicaFacts {
  const { want, have, changes, standing } = looks;
  const { location } = replicaOf(mirror);
  const place = placeOf(mirror.see, location);
  const sourcePlace = placeOf(mirror.see, mirror.dataset.source);
  const note = mirror.see(noteProbe(resourceName(mirror.resource), location));
  const state = stateOf(looks, status);
  const verifiedAt = state === 'verified' ? oldestProof(changes.equal, standing) : undefined;
  return {
    state,
    wanted: amountOf(want),
    holds: amountOf(have),
    behind: amountOf(select(want, [...toCopy(changes), ...changes.blocked])),
    extraneous: amountOf(select(have, changes.extraneous)),
    lost: amountOf(
      select(
        have,
        changes.extraneous.filter((position) => isProven(standing, position)),
      ),
    ),
    adopts: note?.state === 'present' && note.value.lastSuccessAt !== '' ? NOTHING : changes.same,
    proven: provenAmount(looks),
    corrupt: amountOf(select(have, corruptIn(looks))),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    content: state === 'verified' ? contentOf(have, changes, mirror.resource.spec.digest) : '',
    basis: { from: want, to: have, toleranceNs: toleranceOf(mirror) },
    ...(place === undefined ? {} : { place }),
    ...(sourcePlace === undefined ? {} : { sourcePlace }),
  };
}

function stateOf(looks: Looks, status: 'present' | 'absent'): ReplicaFacts['state'] {
  const { want, have, changes, standing } = looks;
  if (status === 'absent' && toCopy(changes).length > 0) return 'missing';
  if (corruptIn(looks).length > 0) return 'corrupt';
  if (toCopy(changes).length + changes.blocked.length > 0) return 'behind';
  if (want.gaps.length + have.gaps.length > 0) return 'unknown';
  return allProven(changes.equal, standing) ? 'verified' : 'copied';
}

/** Positions of files that the source has like this, and that are not what they should be. */
function corruptIn({ changes, standing }: Looks): readonly number[] {
  return positionsOf(standing, STANDING.bad).filter((position) => changes.equal[position] === 1);
}

/** Milliseconds since 1970; undefined where there is no file. */
function oldestProof(equal: Uint8Array, standing: Standing): number | undefined {
  let oldest = Number.POSITIVE_INFINITY;
  for (let position = 0; position < equal.length; position++) {
    const at = standing.provenAt[position] ?? 0;
    if (equal[position] === 1 && isProven(standing, position) && at < oldest) oldest = at;
  }
  return Number.isFinite(oldest) ? oldest : undefined;
}

function provenAmount({ have, standing }: Looks): Amount {
  let files = 0;
  let bytes = 0;
  for (let position = 0; position < have.index.count; position++) {
    if (!isProven(standing, position)) continue;
    files++;
    bytes += sizeAt(have.records, have.index.starts[position] ?? 0);
  }
  return { files, bytes };
}
