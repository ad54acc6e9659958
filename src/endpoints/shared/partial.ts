import { fromText, type PathBytes } from '../../lib/path-bytes.ts';

/** Where files stay until they are whole, at the root of each replica. */
export const PARTIAL: PathBytes = fromText('.replicas-partial');
