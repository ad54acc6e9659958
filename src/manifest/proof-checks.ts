import { parseDuration, parseSize } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { errorAt, nearestAt, remarkAt, spanOf } from './located.ts';
import type { Placed } from './place-checks.ts';

const READABLE_DIGESTS = 'Write digest: md5 or xxh128';

/** What one mirror asks of the proofs of its files, or of its trash, that cannot be had where they lie. */
export function proofDiagnostics(placed: Placed): readonly Diagnostic[] {
  return [...digestDiagnostics(placed), ...sourceDiagnostics(placed), ...budgetDiagnostics(placed), ...trashDiagnostics(placed)];
}

/** sha256 is no digest of rsync's: where nothing else can read, it cannot be made. */
function digestDiagnostics({ spec, node, draft }: Placed): readonly Diagnostic[] {
  if (spec.digest !== 'sha256') return [];
  const at = spanOf(nearestAt(node, ['digest']));
  const unreadable = draft.replicas.flatMap(({ endpoint }) =>
    endpoint !== undefined && isRsyncOnly(endpoint) ? [endpoint] : [],
  );
  const errors = [...new Set(unreadable)].map(({ name }) => {
    const message = `digest: sha256 cannot be read back at ${name}, whose shell is RsyncOnly`;
    return errorAt(at, { code: 'manifest.conflict', message, hint: READABLE_DIGESTS });
  });
  const { source } = draft;
  if (source === undefined || (source.type !== 'RsyncDaemon' && !isRsyncOnly(source)) || errors.length > 0) return errors;
  const message = `sha256 cannot be made at ${source.name}: md5 proves each copy there, and its sha256 is then taken of the replica`;
  return [remarkAt(at, { code: 'digest.unavailable', message, hint: `${READABLE_DIGESTS} for one digest from end to end` })];
}

function sourceDiagnostics({ spec, node, draft: { source } }: Placed): readonly Diagnostic[] {
  if (spec.verify?.source !== true || source === undefined) return [];
  const at = spanOf(nearestAt(node, ['verify', 'source']));
  if (source.type === 'RsyncDaemon') {
    const message = `verify.source: ${source.name} is an RsyncDaemon, which cannot be read again by itself`;
    return [errorAt(at, { code: 'manifest.conflict', message, hint: 'Leave it out: it is for a Local or Ssh source' })];
  }
  if (spec.digest !== 'sha256' || !isRsyncOnly(source)) return [];
  const message = `verify.source: sha256 cannot be read at ${source.name}, whose shell is RsyncOnly`;
  return [errorAt(at, { code: 'manifest.conflict', message, hint: `${READABLE_DIGESTS}, or leave verify.source out` })];
}

function budgetDiagnostics({ spec, node }: Placed): readonly Diagnostic[] {
  const budget = spec.verify?.budget;
  if (budget === undefined || budget === 'none') return [];
  const at = spanOf(nearestAt(node, ['verify', 'budget']));
  const bytes = parseSize(budget);
  const hint = 'Write none for no limit';
  if (bytes === undefined) {
    const message = `verify.budget: ${budget} is larger than can be counted`;
    return [errorAt(at, { code: 'manifest.schema', message, hint })];
  }
  if (bytes > 0) return [];
  return [errorAt(at, { code: 'manifest.conflict', message: `verify.budget: ${budget} leaves nothing to be read`, hint })];
}

function trashDiagnostics({ spec, node }: Placed): readonly Diagnostic[] {
  const keep = spec.trash?.keep;
  if (spec.extraneous !== 'Trash' || keep === undefined || parseDuration(keep) !== 0) return [];
  const message = `trash.keep: ${keep} keeps nothing of what extraneous: Trash moves there`;
  const hint = 'Write a longer time, or extraneous: Delete';
  return [errorAt(spanOf(nearestAt(node, ['trash', 'keep'])), { code: 'manifest.conflict', message, hint })];
}

function isRsyncOnly(endpoint: Endpoint): boolean {
  return endpoint.type === 'Ssh' && endpoint.shell === 'RsyncOnly';
}
