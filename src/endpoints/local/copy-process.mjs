// Copies plain files from one directory to another of this host and tells the md5 of what it read: `copy-process.mjs FROM TO UNFINISHED RUN`, names
// on stdin. Each is written below UNFINISHED, gets the permissions and the time of its source, and then its name, by which it is read
// back; directories that are missing are made. What it does not tell a digest of is as it was. What another RUN left unfinished is removed.
import { Buffer } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  write,
  writeSync,
} from 'node:fs';
import process from 'node:process';
import { hashFile } from './hash-file.mjs';
import { componentsOf, heldDirectories } from './held-directories.mjs';
import { beginLook, endLook } from './look-of.mjs';
import { CHUNK, endAt, isPlainEnd, piecesOf, readSmall } from './read-pieces.mjs';
import { beginWriting, nameFor, openAt, renameAt, setModified, statOf, unlinkAt } from './system-calls.mjs';
import { settle, step, tellFiles } from './tell-files.mjs';

const [, , from, to, unfinished, run] = process.argv;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** What any further file would meet too: no room, and a file system that takes no permissions or times. */
const HOPELESS = /^(?:ENOSPC|EDQUOT|EROFS) |^\w+ (?:fchmod|futimens)$/;
/** After so much of a file the disk is told to begin writing. In bytes. */
const WRITE_OUT = 16 * 1024 * 1024;
const PERMISSIONS = 0o7777n;
/** Those that a file can be made with. */
const PLAIN = 0o777;
const OWN = 0o700n;

const sources = heldDirectories(from);
let way = [];
const targets = heldDirectories(to, { missing: makeLike, leaving: settle });
const [{ fd: beside, at: besidePath }] = heldDirectories(unfinished).enter([]);
const mine = `.copy-${run}-`;
const prefix = `${mine}${process.pid}-`;
/** For so long what was found in place is taken to be there still, in milliseconds. */
const TRUST_MS = 1;
let inPlaceAt = 0;
let areAstray = false;
/** Room for a small file that is read back, and a byte more. */
const compared = Buffer.allocUnsafeSlow(CHUNK);
let serial = 0;
let isHopeless = false;

// What is made gets the permissions that are asked for, and no fewer.
process.umask(0);
clearLeftovers();
const isAsked = isMadeAsAsked();

await tellFiles(async (name) => {
  if (areAstray) findAnew();
  const isDirectory = name.endsWith('/');
  const parts = componentsOf(isDirectory ? name.slice(0, -1) : name);
  if (parts === undefined || isHopeless) return undefined;
  if (isDirectory) return makeDirectory(parts);
  const file = nameFor(parts.pop());
  way = sources.enter(parts);
  const source = openAt(way.at(-1).fd, file, READ);
  try {
    const before = beginLook(source, statOf);
    if (before === undefined) return undefined;
    const target = { directory: targets.enter(parts).at(-1).fd, file };
    const copied = await copy(source, before, target);
    return copied === undefined ? undefined : { digest: copied.digest, more: await readBack(target, copied) };
  } catch (error) {
    isHopeless = HOPELESS.test(`${error?.code} ${error?.syscall}`);
    throw error;
  } finally {
    closeSync(source);
  }
}, areInPlace);

/**
 * ` SOURCE | DIGEST TARGET`: how both look, and what is read of the target by its name; nothing where that cannot be told now. What is the same, byte for
 * byte, as what was written and is still at hand has its digest.
 */
async function readBack({ directory, file }, { digest, content, look }) {
  try {
    const fd = openAt(directory, file, READ);
    try {
      const before = beginLook(fd, statOf);
      if (before === undefined) return '';
      const found = isSame(fd, content)
        ? digest
        : await hashFile(fd, { algorithm: 'md5', size: before.size, isEnd: endAt(before.size), step: () => step(0) });
      const after = endLook(fd, before, statOf) ?? '';
      return look === '' || after === '' ? '' : `${look} | ${found}${after}`;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    // It has its name: whoever reads it next will say what is wrong with it.
    if (error?.syscall === undefined) throw error;
    return '';
  }
}

function isSame(fd, content) {
  if (content === undefined) return false;
  // One more than it should have: it may have grown.
  const bytes = readSync(fd, compared, 0, content.length + 1, 0);
  return bytes === content.length && Buffer.compare(content, compared.subarray(0, bytes)) === 0;
}

/** One that its owner may not write in is left until all is in it. */
function makeDirectory(parts) {
  way = sources.enter(parts);
  const { mode } = statOf(way.at(-1).fd);
  if ((mode & OWN) !== OWN) return undefined;
  fchmodSync(targets.enter(parts).at(-1).fd, Number(mode & PERMISSIONS));
  return { digest: '=' };
}

/** A directory that is missing gets the permissions of its source, and for now whatever its owner needs to write in it. */
function makeLike(path, depth) {
  const mode = Number((statOf(way[depth].fd).mode & PERMISSIONS) | OWN);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // The other process that copies was there first.
    if (error?.code === 'EEXIST') return;
    throw error;
  }
  const made = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(made, mode);
  } finally {
    closeSync(made);
  }
}

/**
 * Whether the directories that files were given names in are still where they were: somebody may have renamed one, and what is there now was never
 * read back.
 */
function areInPlace() {
  areAstray ||= !targets.areInPlace();
  inPlaceAt = performance.now();
  return !areAstray;
}

/** What was answered of files that are no longer where they should be is taken back, and the next one finds its way from the top. */
function findAnew() {
  settle();
  targets.leaveAll();
  areAstray = false;
}

/**
 * Answers with the digest of what was read, how the source looked then, and the content where it is still at hand. Undefined where the source changed
 * meanwhile, and where its directory at the target is not in place any more.
 */
async function copy(source, before, { directory, file }) {
  const temporary = nameFor(`${prefix}${serial++}`);
  const mode = Number(before.stats.mode & PERMISSIONS);
  const made = openAt(beside, temporary, NEW, mode & PLAIN);
  try {
    let copied;
    try {
      copied = await copyContent(source, before.size, made);
      if (!isAsked || mode > PLAIN) fchmodSync(made, mode);
      // Should it change while it is read, the copy must not look like what it became.
      setModified(made, before.stats.mtimeNs);
    } finally {
      // Some file systems say only now that there was no room.
      closeSync(made);
    }
    const look = endLook(source, before, statOf);
    if (look === undefined || areAstray || !(performance.now() - inPlaceAt < TRUST_MS || areInPlace())) {
      unlinkAt(beside, temporary);
      return undefined;
    }
    renameAt(beside, temporary, directory, file);
    return { ...copied, look };
  } catch (error) {
    try {
      unlinkAt(beside, temporary);
    } catch {
      // Why it is not there matters more.
    }
    throw error;
  }
}

async function copyContent(source, size, made) {
  const small = readSmall(source, size, isPlainEnd);
  if (small !== undefined) {
    for (let at = 0; at < small.length; ) at += writeSync(made, small, at);
    step(small.length);
    return { digest: hash('md5', small), content: small };
  }
  const sum = createHash('md5');
  let at = 0;
  let begun = 0;
  for await (const piece of piecesOf(source, endAt(size))) {
    // It is hashed while it is written.
    const written = writeAll(made, piece);
    sum.update(piece);
    const error = await written;
    if (error !== null) throw error;
    at += piece.length;
    if (at - begun >= WRITE_OUT) {
      beginWriting(made, begun, at - begun);
      begun = at;
    }
    step(piece.length);
  }
  return { digest: sum.digest('hex'), content: undefined };
}

/** Whether a file has the permissions that it was made with: not where the directory has others for what is made in it (a default ACL). */
function isMadeAsAsked() {
  const name = nameFor(`${prefix}probe`);
  const made = openAt(beside, name, NEW, PLAIN);
  try {
    return (fstatSync(made).mode & PLAIN) === PLAIN;
  } finally {
    closeSync(made);
    unlinkAt(beside, name);
  }
}

function clearLeftovers() {
  for (const name of readdirSync(besidePath, 'latin1')) {
    if (!name.startsWith('.copy-') || name.startsWith(mine)) continue;
    try {
      unlinkAt(beside, nameFor(name));
    } catch (error) {
      // The other process that copies was there first.
      if (error?.code !== 'ENOENT') throw error;
    }
  }
}

/** Null, or why it could not be written. */
async function writeAll(fd, piece) {
  for (let at = 0; at < piece.length; ) {
    const { error, bytes } = await new Promise((resolve) => {
      write(fd, piece, at, piece.length - at, null, (error, bytes) => resolve({ error, bytes }));
    });
    if (error !== null) return error;
    at += bytes;
  }
  return null;
}
