import type { ReceivingPlace, RsyncAddress } from '../endpoints/endpoint.ts';

/** Both ends of a transfer, as rsync names them. */
export interface TransferEnds {
  readonly from: RsyncAddress;
  /** The source as it goes with the list of names on stdin. */
  readonly source: string;
  readonly to: RsyncAddress;
  readonly place: Pick<ReceivingPlace, 'partial'>;
  readonly algorithm: 'md5' | 'xxh128';
  /** Where what is overwritten goes. */
  readonly backup?: string;
}

/**
 * The whole command line of a transfer. We decide, rsync obeys: the list of names comes on stdin, and no filter, no
 * recursion, no deletion and no quick check of its own are asked for.
 */
export function transferArguments({ from, source, to, place, algorithm, backup }: TransferEnds): readonly string[] {
  return [
    // The names listed and nothing below them: a directory in the list is made, not entered.
    '--from0',
    '--files-from=-',
    '--dirs',
    // Links as links, permissions, times. No owner, group, ACL, xattr, hard links.
    '--links',
    '--perms',
    '--times',
    // Sizes and whole seconds would let rsync skip what we know to differ.
    '--ignore-times',
    // Unfinished files stay, out of the data, for the next attempt; finished ones arrive by rename.
    `--partial-dir=${place.partial}`,
    `--temp-dir=${place.partial}`,
    // The digest of each file, computed as it moves.
    `--checksum-choice=${algorithm}`,
    // What stood in the place of a file is kept, where nobody but rsync can rename.
    ...(backup === undefined ? [] : ['--backup', `--backup-dir=${backup}`]),
    '--out-format=@%i|%C|%l|%n',
    '--info=progress2',
    '--no-human-readable',
    '--outbuf=L',
    ...from.options,
    ...to.options,
    source,
    to.argument,
  ];
}
