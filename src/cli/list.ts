import { assemble } from '../assemble.ts';
import { entryJson } from '../inventory/entry-json.ts';
import { sortedEntries } from '../inventory/records.ts';
import { ROOT } from '../lib/path-bytes.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Location } from '../model/endpoint.ts';
import type { Inventory } from '../model/inventory.ts';
import { nothingThere } from '../model/nothing-there.ts';
import type { Seen } from '../model/probe.ts';
import { failureText } from '../render/failure-text.ts';
import { entriesText, modulesText } from '../render/listing-text.ts';
import { treeOrFile } from '../tree-or-file.ts';
import type { Command, CommandContext } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { placeOf } from './place.ts';

/** The modules of a daemon with their comments, or the files below a place. */
export const list: Command = async (context, [written]) => {
  if (written === undefined) throw new UsageError('list: which endpoint? ENDPOINT[/MODULE][/PATH]');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const place = placeOf(written, workspace.compiled.endpoints);
  const assembly = assemble({ state: undefined, signal: context.signal, emit: () => undefined });
  try {
    const driver = assembly.driver(place.endpoint);
    if (place.endpoint.type === 'RsyncDaemon' && place.path === ROOT) {
      const modules = await driver.modules();
      return tell(context, place, modules, (value) => (context.options.json === 'json' ? jsonLines(value) : modulesText(value)));
    }
    const found = await treeOrFile(place, assembly);
    if (!found.ok) {
      context.stderr.write(failureText(found.error));
      return EXIT.failed;
    }
    context.stdout.write(filesText(context, found.value.inventory));
    return tellGaps(context, found.value.inventory);
  } finally {
    assembly.close();
  }
};

function tell<T>(context: CommandContext, place: Location, seen: Seen<T>, show: (value: T) => string): number {
  switch (seen.state) {
    case 'present':
      context.stdout.write(show(seen.value));
      return EXIT.fine;
    case 'absent':
      context.stderr.write(failureText(nothingThere(place)));
      return EXIT.failed;
    case 'unknown':
      context.stderr.write(failureText(seen.because));
      return EXIT.failed;
  }
}

function filesText(context: CommandContext, inventory: Inventory): string {
  const entries = sortedEntries(inventory);
  return context.options.json === 'json' ? jsonLines(entries.map(entryJson)) : entriesText(entries);
}

function tellGaps(context: CommandContext, inventory: Inventory): number {
  for (const gap of inventory.gaps) context.stderr.write(failureText(gap.because));
  return inventory.gaps.length > 0 ? EXIT.failed : EXIT.fine;
}

function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
