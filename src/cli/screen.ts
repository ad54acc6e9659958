import type { WriteStream } from 'node:tty';
import { PAINTERS } from '../render/painter.ts';
import type { Screen } from './command.ts';

const COLUMNS = 80;

/** stdout or stderr, with what it can show. Colour only on a terminal; NO_COLOR, FORCE_COLOR and TERM=dumb are obeyed. */
export function screenOf(
  stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  const terminal = stream.isTTY === true;
  const moves = terminal && env.TERM !== 'dumb';
  const colour = isSet(env.FORCE_COLOR) ? env.FORCE_COLOR !== '0' : moves && !isSet(env.NO_COLOR);
  return {
    write: (text) => void (text === '' || stream.write(text)),
    terminal,
    moves,
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns || COLUMNS;
    },
    painter: colour ? PAINTERS.ansi : PAINTERS.plain,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
