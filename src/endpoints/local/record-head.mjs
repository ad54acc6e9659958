// How the entries of this host are described: for the program, and for the processes that read and copy files.

const SECOND = 1_000_000_000n;

/** What `find -printf` prints of an entry before its path: `inode ctime f size mtime`, the type with its letter; sizes and times of files only. */
export function recordHead(stats) {
  const head = `${stats.ino} ${findTime(stats.ctimeNs)}`;
  if (stats.isFile()) return `${head} f ${stats.size} ${findTime(stats.mtimeNs)}`;
  return `${head} ${stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : 'o'} - -`;
}

/** A time as find prints it: ten digits, counted forward from the whole second before 1970 as well. */
function findTime(ns) {
  // Of two ways the faster one, for all but the oldest files.
  if (ns >= SECOND) {
    const digits = ns.toString();
    return `${digits.slice(0, -9)}.${digits.slice(-9)}0`;
  }
  const rest = ((ns % SECOND) + SECOND) % SECOND;
  return `${(ns - rest) / SECOND}.${rest.toString().padStart(9, '0')}0`;
}
