/** Every code that a user can meet, with its meaning. Stable; the README lists the same table. */
export const CODES = {
  'manifest.syntax': 'a manifest is not readable YAML',
  'manifest.schema': 'a manifest does not fit its schema',
  'manifest.reference': 'a manifest names something that is not declared',
  'manifest.conflict': 'two declarations contradict each other, or one contradicts itself',
  'manifest.pattern': 'a pattern takes less than it seems to',
  'manifest.none': 'no manifest was found',
  'manifest.secret': 'a secret file is missing its protection: others can read it',
  'manifest.not-yet': 'checked, but this version does not act upon it',
  'replica.no-route': 'both ends are remote and no replica on this host can feed the copy',
  'endpoint.unreachable': 'the host or daemon did not answer',
  'endpoint.auth': 'the login or the daemon password was refused',
  'endpoint.host-key': 'the host key is unknown or has changed',
  'endpoint.access': 'the host is reachable but refuses this use (host denied, read only, options refused)',
  'endpoint.not-identified': 'the root holds no identity file; it may not be mounted',
  'endpoint.swapped': 'the root holds the identity file of another endpoint',
  'endpoint.root-missing': 'the root directory of the endpoint is not there',
  'endpoint.unusable': 'a program that is needed there is missing or too old',
  'source.absent': 'the source path or module does not exist',
  'source.emptied': 'the source has no files any more while a replica has',
  'source.gaps': 'part of a tree could not be read',
  'source.hostile': 'the far side sent a name that would leave its root',
  'replica.upstream-first': 'the replica that feeds this one is not complete yet',
  'replica.corrupt': 'a file was read back and does not hold what it should',
  'replica.in-the-way': 'a directory stands where the source has a file, or the other way round',
  'ceiling.exceeded': 'more would be removed than the ceilings allow',
  'target.full': 'no space or no free inode left at the replica',
  'target.over-quota': 'the quota at the replica is used up',
  'target.not-writable': 'the replica cannot be written to',
  'transfer.partial': 'some files were not transferred',
  'transfer.stalled': 'no progress within the limit; the processes were ended',
  'transfer.failed': 'rsync ended for a reason of its own',
  'remove.changed': 'a file that was to be removed is not what was planned',
  'listing.too-large': 'a listing or answer is larger than its ceiling',
  'lease.held': 'another process works on this replica',
  'plan.stale': 'the saved plan no longer fits the world or the manifests',
  'plan.invalid': 'the file is not a plan of this program',
  'name.not-utf8': 'a name is not UTF-8 text where a program needs it as an argument',
  'state.not-writable': 'nothing can be remembered in the state directory',
  'process.failed': 'a program could not be started or ended in an unexpected way',
} as const;

export type Code = keyof typeof CODES;

/** Whether a text is one of the codes. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}
