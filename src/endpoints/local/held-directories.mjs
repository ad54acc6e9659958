// The way to files below the working directory of a process that reads or looks at them: nothing is followed.
import { Buffer } from 'node:buffer';
import { closeSync, constants, lstatSync, openSync, realpathSync } from 'node:fs';
import process from 'node:process';

export const IS_LINUX = process.platform === 'linux';
const INTO = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** The open directories from the top to the last file's, each with its name and where names in it are found. */
const top = IS_LINUX ? openSync('.', INTO) : undefined;
const stack = [{ name: '', fd: top, at: IS_LINUX ? `/proc/self/fd/${top}` : realpathSync('.', { encoding: 'latin1' }) }];

/** A path to a file, whose name may have any bytes, as latin1; undefined where it could lead out. Throws the system's errors. */
export function heldPath(name) {
  const parts = name.split('/');
  const file = parts.pop() ?? '';
  if ([...parts, file].some((part) => part === '' || part === '.' || part === '..')) return undefined;
  return Buffer.from(`${directoryOf(parts)}/${file}`, 'latin1');
}

/** Opens what is not open yet of the way to a directory, following nothing. */
function directoryOf(parts) {
  let same = 0;
  while (same < parts.length && stack[same + 1]?.name === parts[same]) same++;
  while (stack.length > same + 1) {
    const { fd } = stack.pop();
    if (fd !== undefined) closeSync(fd);
  }
  for (const name of parts.slice(same)) {
    const at = `${stack.at(-1).at}/${name}`;
    const path = Buffer.from(at, 'latin1');
    if (IS_LINUX) {
      const fd = openSync(path, INTO);
      stack.push({ name, fd, at: `/proc/self/fd/${fd}` });
    } else {
      if (!lstatSync(path).isDirectory()) throw Object.assign(new Error('no directory'), { code: 'ENOTDIR', syscall: 'open' });
      stack.push({ name, fd: undefined, at });
    }
  }
  return stack.at(-1).at;
}
