import type { Reading } from '../endpoint.ts';
import type { LocalPlace } from './listed-directory.ts';
import type { OpenDirectory } from './local-directory.ts';

/** A tree of this host that is being read. `read` is told of each step: files done, and bytes. */
export interface Hashing {
  readonly place: LocalPlace;
  readonly directory: OpenDirectory;
  readonly reading: Reading;
  readonly read: (files: number, bytes: number) => void;
}
