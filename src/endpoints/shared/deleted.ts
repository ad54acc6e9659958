import { fromText, type PathBytes } from '../../lib/path-bytes.ts';

/** Where what is to go for good lies for a moment, at the root of a replica and of its trash: all in it may be erased. */
export const DELETED: PathBytes = fromText('.replicas-delete');
