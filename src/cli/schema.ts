import { UsageError } from '../lib/usage-error.ts';
import { schemaKind, schemaText } from '../manifest/schema-text.ts';
import { WRITTEN_KINDS } from '../manifest/validate.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** Prints the JSON Schema of a kind; without one, that of any manifest, for editors. */
export const schema: Command = async (context, [word]) => {
  const kind = word === undefined ? 'Manifest' : schemaKind(word);
  if (kind === undefined) throw new UsageError(`there is no kind "${word}"; there are ${WRITTEN_KINDS.join(', ')}`);
  context.stdout.write(schemaText(kind));
  return EXIT.fine;
};
