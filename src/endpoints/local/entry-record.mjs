/** The record that `find -printf` prints of an entry, as latin1. `target`: the bytes of a link's. */
export function recordOf(stats, path, target) {
  const head = `${stats.ino} ${findTime(stats.ctimeNs)}`;
  if (stats.isFile()) return `${head} f ${stats.size} ${findTime(stats.mtimeNs)} ${path}\0`;
  if (stats.isDirectory()) return `${head} d - - ${path}\0`;
  return target === undefined ? `${head} o - - ${path}\0` : `${head} l - - ${path}\0${target.toString('latin1')}\0`;
}

const SECOND = 1_000_000_000n;

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
