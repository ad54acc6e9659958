import { SCHEMA_TEXTS } from './schemas.gen.ts';
import { WRITTEN_KINDS, type WrittenKind } from './validate.ts';

/** The JSON Schema of a kind as text, or of a manifest of any kind, for editors. Each stands alone. */
export function schemaText(kind: WrittenKind | 'Manifest'): string {
  return `${SCHEMA_TEXTS[kind]}\n`;
}

/** The kind that a word on the command line names, in any case of letters; undefined when there is none. */
export function schemaKind(word: string): WrittenKind | undefined {
  return WRITTEN_KINDS.find((kind) => kind.toLowerCase() === word.toLowerCase());
}
