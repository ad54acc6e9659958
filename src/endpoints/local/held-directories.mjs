// For the processes that read and copy files: directories below a top, each opened through the one above it, following nothing, and held
// open, so that nothing can be put in their place while names in them are used.
import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync } from 'node:fs';
import process from 'node:process';

export const IS_LINUX = process.platform === 'linux';
const INTO = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * `enter(parts)` opens what is not open yet of the way down and answers with the open directories, the top first: each with its `fd`, and `at`, where names
 * in it are found (away from Linux, where open directories have no paths, its path, and no `fd`). `missing(path, depth)` is told of
 * each that is not there, and may make it; `leaving()` before any is closed. `areInPlace()`: whether each still has its name in the one above it; `leaveAll()`
 * closes all but the top. Throw the system's errors.
 */
export function heldDirectories(top, { missing = undefined, leaving = () => {} } = {}) {
  const fd = IS_LINUX ? openSync(top, INTO) : undefined;
  const stack = [{ name: '', fd, at: IS_LINUX ? `/proc/self/fd/${fd}` : realpathSync(top, { encoding: 'latin1' }) }];
  return {
    enter(parts) {
      const same = sameAs(parts);
      if (stack.length > same + 1) leaving();
      while (stack.length > same + 1) leave(stack.pop());
      for (const name of parts.slice(same)) stack.push(step(name));
      return stack;
    },
    areInPlace() {
      return stack.slice(1).every(({ name, fd }, depth) => {
        const there = lstatSync(Buffer.from(`${stack[depth].at}/${name}`, 'latin1'), { bigint: true, throwIfNoEntry: false });
        if (fd === undefined) return there?.isDirectory() === true;
        const held = fstatSync(fd, { bigint: true });
        return there?.ino === held.ino && there.dev === held.dev;
      });
    },
    leaveAll() {
      while (stack.length > 1) leave(stack.pop());
    },
  };

  function sameAs(parts) {
    let same = 0;
    while (same < parts.length && stack[same + 1]?.name === parts[same]) same++;
    return same;
  }

  function step(name) {
    const path = Buffer.from(`${stack.at(-1).at}/${name}`, 'latin1');
    if (IS_LINUX) {
      const next = opened(path);
      return { name, fd: next, at: `/proc/self/fd/${next}` };
    }
    if (!lstatSync(path).isDirectory()) throw Object.assign(new Error('no directory'), { code: 'ENOTDIR', syscall: 'open' });
    return { name, fd: undefined, at: path.toString('latin1') };
  }

  function opened(path) {
    try {
      return openSync(path, INTO);
    } catch (error) {
      if (error?.code !== 'ENOENT' || missing === undefined) throw error;
      missing(path, stack.length);
      return openSync(path, INTO);
    }
  }
}

/** The components of a path from the top, or undefined where one of them leads elsewhere than down. */
export function componentsOf(path) {
  const parts = path.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : parts;
}

function leave({ fd }) {
  if (fd !== undefined) closeSync(fd);
}
