import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type PathBytes, utf8Of } from '../../lib/path-bytes.ts';
import type { Tools } from '../../lib/tools.ts';
import type { LocalEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import type { Inventory } from '../../model/inventory.ts';
import { showLocation } from '../../model/names.ts';
import type { Seen } from '../../model/probe.ts';
import type { TreeAsk } from '../endpoint.ts';
import { errorWord, readFailure } from '../shared/file-failure.ts';
import { findArguments } from '../shared/find-arguments.ts';
import { seenFromFind } from '../shared/find-listing.ts';
import { takeListing } from '../shared/listing-file.ts';
import { noDirectory } from '../shared/no-directory.ts';
import { notUtf8 } from '../shared/not-utf8.ts';
import { rootTrouble } from './local-root.ts';

/** Lists one tree of this host with find, run from inside it. */
export async function listLocally(endpoint: LocalEndpoint, ask: TreeAsk, tools: Tools): Promise<Seen<Inventory>> {
  const place = await directoryOf(endpoint, ask.path);
  const at = tools.now();
  if (place.state === 'absent') return { state: 'absent', at };
  if (place.state === 'unknown') return { state: 'unknown', because: place.because, at };
  const printed = await takeListing(
    { program: 'find', args: findArguments(ask.filter), cwd: place.path, limits: tools.limits },
    `find in ${place.path}`,
    tools,
  );
  if (!printed.ok) return { state: 'unknown', because: printed.error, at };
  const { raw, ending } = printed.value;
  return seenFromFind({ raw, exit: ending.code, stderr: ending.stderr }, { endpoint, ask, at });
}

type Place =
  | { readonly state: 'present'; readonly path: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly because: Failure };

/** The declared directory; the links on the way to it are the administrator's. Absent only below a root that is there. */
async function directoryOf(endpoint: LocalEndpoint, path: PathBytes): Promise<Place> {
  const shown = showLocation({ endpoint, path });
  const text = utf8Of(path);
  if (text === undefined) return { state: 'unknown', because: notUtf8(shown) };
  const missing = await rootTrouble(endpoint);
  if (missing !== undefined) return { state: 'unknown', because: missing };
  const directory = join(endpoint.root, text);
  try {
    if ((await stat(directory)).isDirectory()) return { state: 'present', path: directory };
    return { state: 'unknown', because: noDirectory(shown) };
  } catch (error) {
    if (errorWord(error) === 'ENOENT') return { state: 'absent' };
    if (errorWord(error) === 'ENOTDIR') return { state: 'unknown', because: noDirectory(shown) };
    return { state: 'unknown', because: readFailure(error, shown) };
  }
}
