import { SCHEMA_TEXTS } from '../manifest/schemas.gen.ts';
import { type Command, UsageError } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** Prints the JSON Schema of a kind; without one, that of any manifest. */
export const schema: Command = async (context, [kind]) => {
  const texts = new Map<string, string>(Object.entries(SCHEMA_TEXTS));
  const found = texts.get(kind ?? 'Manifest');
  if (found === undefined) throw new UsageError(`there is no kind "${kind}"; there are ${[...texts.keys()].join(', ')}`);
  context.stdout.write(found);
  return EXIT.fine;
};
