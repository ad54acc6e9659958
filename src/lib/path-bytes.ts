import { Buffer } from 'node:buffer';

/**
 * A file name or relative path as bytes: a latin1 string, one character per byte. It compares, sorts and hashes as
 * its bytes do, whatever their encoding. `/` separates; no leading `/`; the root itself is ''.
 */
export type PathBytes = string & { readonly bytes: unique symbol };

/** The root of an endpoint, or of a tree: the empty path. */
export const ROOT: PathBytes = fromLatin1('');

/** Brands a string that already holds one character per byte. */
export function fromLatin1(bytes: string): PathBytes {
  // The one place where the brand is given; callers vouch that each character is one byte.
  return bytes as PathBytes;
}

/** The bytes of a text as a path (UTF-8): what a manifest or a command line says. */
export function fromText(text: string): PathBytes {
  return fromLatin1(Buffer.from(text, 'utf8').toString('latin1'));
}

/** A path as the bytes that the kernel takes. */
export function toBuffer(path: PathBytes): Buffer {
  return Buffer.from(path, 'latin1');
}

/** The text of a path whose bytes are UTF-8, or undefined where they are not. */
export function utf8Of(path: PathBytes): string | undefined {
  const bytes = toBuffer(path);
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

/** Joins two relative paths; an empty side adds nothing. */
export function joinPath(left: PathBytes, right: PathBytes): PathBytes {
  if (left === '') return right;
  return right === '' ? left : fromLatin1(`${left}/${right}`);
}

/** The directory that holds `path`; ROOT for a name at the top. */
export function parentOf(path: PathBytes): PathBytes {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ROOT : fromLatin1(path.slice(0, slash));
}

/** The last component of `path`. */
export function nameOf(path: PathBytes): PathBytes {
  return fromLatin1(path.slice(path.lastIndexOf('/') + 1));
}

/** True for a relative path without empty, `.` or `..` components and without NUL: one that cannot leave its root. */
export function staysInside(path: PathBytes): boolean {
  if (path.includes('\0')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
