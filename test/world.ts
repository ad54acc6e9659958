import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromLatin1, fromText, joinPath, type PathBytes, parentOf, ROOT, toBuffer } from '../src/lib/path-bytes.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { run } from './components/run.ts';

/** One thing to be made in a tree. `mtime`: seconds since 1970, with up to nine digits after the point, as text. */
export type TreeNode =
  | { readonly type: 'file'; readonly path: PathBytes; readonly content: string | Uint8Array; readonly mtime?: string }
  | { readonly type: 'sparse'; readonly path: PathBytes; readonly size: number; readonly mtime?: string }
  | { readonly type: 'directory'; readonly path: PathBytes; readonly mtime?: string }
  | { readonly type: 'link'; readonly path: PathBytes; readonly target: PathBytes; readonly mtime?: string }
  | { readonly type: 'fifo'; readonly path: PathBytes; readonly mtime?: string };

/** What lies at one path, read back. `md5` is that of the content. */
export type TreeEntry =
  | { readonly type: 'file'; readonly size: number; readonly mtimeNs: bigint; readonly md5: string }
  | { readonly type: 'directory' | 'other' }
  | { readonly type: 'link'; readonly target: PathBytes };

export type Tree = ReadonlyMap<PathBytes, TreeEntry>;

export interface Scratch {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new empty directory that anybody may enter. */
export async function makeScratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), 'reconcile-test-'));
  await run('chmod', ['755', path]);
  const remove = async (): Promise<void> => {
    // Tests leave directories that their owner may not enter.
    await run('chmod', ['-R', 'u+rwX', path]);
    await rm(path, { recursive: true, force: true });
  };
  return { path, remove };
}

/**
 * Makes a tree; parents come by themselves. Texts are lines of a small notation, for plain names:
 * `dir/` · `file = content` · `file # size` (zeros) · `link -> target` · `pipe |`, each with ` @ seconds` at its end when the time matters.
 */
export async function makeTree(directory: string, nodes: readonly (string | TreeNode)[]): Promise<void> {
  const parsed = nodes.map((node) => (typeof node === 'string' ? parseNode(node) : node));
  await mkdir(directory, { recursive: true });
  for (const node of parsed) await makeNode(directory, node);
  await setTimes(directory, parsed);
}

/** Everything below a directory, as a value that can be compared. */
export async function readTree(directory: string): Promise<Tree> {
  const tree = new Map<PathBytes, TreeEntry>();
  for (const { path, type, size, mtimeNs, target } of (await statTree(directory)).values()) {
    if (type === 'file') tree.set(path, { type, size, mtimeNs, md5: md5Of(await readFile(inside(directory, path))) });
    else tree.set(path, type === 'link' ? { type, target: target ?? ROOT } : { type });
  }
  return tree;
}

/** What a listing of a directory should say, found without the program that is tested and without reading a file. */
export async function statTree(directory: string): Promise<ReadonlyMap<PathBytes, FileEntry>> {
  const entries = new Map<PathBytes, FileEntry>();
  const visit = async (path: PathBytes): Promise<void> => {
    const names = await readdir(inside(directory, path), { encoding: 'buffer' });
    for (const name of names.map((bytes) => fromLatin1(bytes.toString('latin1'))).sort()) {
      const entry = await statEntry(directory, joinPath(path, name));
      entries.set(entry.path, entry);
      if (entry.type === 'directory') await visit(entry.path);
    }
  };
  await visit(ROOT);
  return entries;
}

/** The same tree without what the program keeps for itself. */
export function dataOf(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !path.split('/').some((part) => part.startsWith('.replicas-'))));
}

/** An absolute path as the bytes that the kernel takes. */
export function inside(directory: string, path: PathBytes): Buffer {
  return Buffer.concat([Buffer.from(path === '' ? directory : `${directory}/`), toBuffer(path)]);
}

/** A file of a tree to be made. */
export function file(path: PathBytes, content: string, mtime?: string): TreeNode {
  return { type: 'file', path, content, ...(mtime === undefined ? {} : { mtime }) };
}

/** The md5 of a text or of bytes, in hexadecimal. */
export function md5Of(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}

/** Seconds as in the notation, in nanoseconds. */
export function nanoseconds(seconds: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(seconds) ?? [];
  const value = BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return sign === '-' ? -value : value;
}

function parseNode(line: string): TreeNode {
  const [, text = '', mtime] = /^(.*?)(?: @ (-?\d+(?:\.\d+)?))?$/s.exec(line) ?? [];
  const time = mtime === undefined ? {} : { mtime };
  const link = /^(.*?) -> (.*)$/s.exec(text);
  if (link !== null) return { type: 'link', path: fromText(link[1] ?? ''), target: fromText(link[2] ?? ''), ...time };
  const content = /^(.*?) = (.*)$/s.exec(text);
  if (content !== null) return { type: 'file', path: fromText(content[1] ?? ''), content: content[2] ?? '', ...time };
  const sparse = /^(.*?) # (\d+)$/s.exec(text);
  if (sparse !== null) return { type: 'sparse', path: fromText(sparse[1] ?? ''), size: Number(sparse[2]), ...time };
  if (text.endsWith(' |')) return { type: 'fifo', path: fromText(text.slice(0, -2)), ...time };
  if (text.endsWith('/')) return { type: 'directory', path: fromText(text.slice(0, -1)), ...time };
  throw new Error(`not in the notation: ${line}`);
}

async function makeNode(directory: string, node: TreeNode): Promise<void> {
  const path = inside(directory, node.path);
  await mkdir(node.type === 'directory' ? path : inside(directory, parentOf(node.path)), { recursive: true });
  switch (node.type) {
    case 'file':
      return await writeFile(path, node.content);
    case 'sparse':
      await writeFile(path, '');
      return await truncate(path, node.size);
    case 'link':
      return await symlink(toBuffer(node.target), path);
    case 'fifo':
      return await withNames('mkfifo', ['--'], [path]);
    case 'directory':
      return;
  }
}

/** `touch` sets nanoseconds, which Node cannot; deepest first, so that nothing touched later changes a time set before. */
async function setTimes(directory: string, nodes: readonly TreeNode[]): Promise<void> {
  const timed = nodes
    .filter((node) => node.mtime !== undefined)
    .sort((a, b) => b.path.split('/').length - a.path.split('/').length);
  for (const mtime of new Set(timed.map((node) => node.mtime ?? ''))) {
    const paths = timed.filter((node) => node.mtime === mtime).map((node) => inside(directory, node.path));
    await withNames('touch', ['-h', '-m', '-d', `@${mtime}`, '--'], paths);
  }
}

/** Runs a program with raw bytes as its last arguments, which Node itself cannot pass. */
async function withNames(program: string, args: readonly string[], paths: readonly Buffer[]): Promise<void> {
  const input = Buffer.concat(paths.flatMap((path) => [path, Buffer.from([0])]));
  const ran = await run('xargs', ['-0', program, ...args], { input });
  if (ran.code !== 0) throw new Error(`${program}: ${ran.stderr}`);
}

async function statEntry(directory: string, path: PathBytes): Promise<FileEntry> {
  const place = inside(directory, path);
  const stat = await lstat(place, { bigint: true });
  if (stat.isFile()) return { path, type: 'file', size: Number(stat.size), mtimeNs: stat.mtimeNs };
  const rest = { path, size: 0, mtimeNs: 0n };
  if (stat.isDirectory()) return { type: 'directory', ...rest };
  if (!stat.isSymbolicLink()) return { type: 'other', ...rest };
  return { type: 'link', ...rest, target: fromLatin1((await readlink(place, { encoding: 'buffer' })).toString('latin1')) };
}
