import type { Assembly } from './assemble.ts';
import { entryAt } from './inventory/record.ts';
import { select } from './inventory/records.ts';
import { nameOf, parentOf, ROOT } from './lib/path-bytes.ts';
import { err, ok, type Result } from './lib/result.ts';
import type { Location } from './model/endpoint.ts';
import type { Failure } from './model/failure.ts';
import type { Inventory } from './model/inventory.ts';
import { nothingThere } from './model/nothing-there.ts';

const ALL = { exclude: [], include: [] };

/** The tree at a place, or the one file that it is, in the directory that holds it. */
export async function treeOrFile(
  from: Location,
  assembly: Assembly,
): Promise<Result<{ readonly location: Location; readonly inventory: Inventory }, Failure>> {
  const driver = assembly.driver(from.endpoint);
  const [seen] = await driver.list([{ path: from.path, filter: ALL }]);
  if (seen?.state === 'present') return ok({ location: from, inventory: seen.value });
  const parent = { endpoint: from.endpoint, path: parentOf(from.path) };
  const [beside] =
    from.path === ROOT ? [] : await driver.list([{ path: parent.path, filter: { exclude: ['/*/*'], include: [] } }]);
  const name = nameOf(from.path);
  if (beside?.state === 'present') {
    for (let position = 0; position < beside.value.index.count; position++) {
      const entry = entryAt(beside.value, position);
      if (entry.path === name && entry.type !== 'directory')
        return ok({ location: parent, inventory: select(beside.value, [position]) });
    }
  }
  return err(seen?.state === 'unknown' ? seen.because : nothingThere(from));
}
