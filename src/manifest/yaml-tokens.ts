import { type CST, Lexer, Parser } from 'yaml';
import { err, ok, type Result } from '../lib/result.ts';

/** No manifest nests deeper; what does is refused before anything recursive sees it. */
const MAX_DEPTH = 100;

/** Words, signs and blanks of YAML: some 2,000 manifests in one file stay far below. */
const MAX_LEXEMES = 400_000;

/** The syntax tree of a text, or why it is refused. Bounded: what is too deep or too much is given up on the way. */
export function yamlTokens(text: string): Result<readonly CST.Token[], string> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    lexemes += 1;
    if (parser.stack.length > MAX_DEPTH) return err(`the YAML nests deeper than ${MAX_DEPTH} levels`);
    if (lexemes > MAX_LEXEMES) return err('the file holds too much for one file of manifests');
  }
  for (const token of parser.end()) tokens.push(token);
  return ok(tokens);
}
