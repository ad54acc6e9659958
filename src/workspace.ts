import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isSystemError } from './lib/is-system-error.ts';
import { type NotRead, readRegularFile } from './lib/read-regular-file.ts';
import { type Compiled, compileManifests } from './manifest/compile.ts';
import { errorInFile } from './manifest/located.ts';
import type { ManifestFile } from './manifest/manifest-file.ts';
import type { Diagnostic } from './model/diagnostic.ts';

/** Where to work, as said on the command line and in the environment. */
export interface WorkspaceOptions {
  /** Absolute. */
  readonly directory: string;
  /** As written; empty: RECONCILE_MANIFESTS or ./manifests. */
  readonly manifests: readonly string[];
  readonly state: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The manifests of a place, compiled, and where their state is kept. */
export interface Workspace {
  readonly files: readonly ManifestFile[];
  readonly compiled: Compiled;
  /** Those of the manifests, and those that only the file system can tell (nothing found, secrets that others can read). */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute. */
  readonly state: string;
}

/** Reads and compiles the manifests. What cannot be read is a diagnostic; nothing is contacted and nothing written. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const named = options.manifests.length > 0 ? options.manifests : [firstSet(options.env.RECONCILE_MANIFESTS, 'manifests')];
  const found = await Promise.all(named.map((path) => readManifests(options.directory, path)));
  const files = uniqueByPath(found.flatMap((it) => it.files));
  const compiled = compileManifests(files);
  const missing = found.flatMap((it) => it.diagnostics);
  const diagnostics = [...missing, ...compiled.diagnostics, ...(await looseSecrets(options.directory, compiled))];
  return { files, compiled, diagnostics, state: stateDirectory(options, named[0] ?? 'manifests', found[0]?.type ?? 'directory') };
}

/** Well above what a manifest may hold, so that its own check tells most of what is too large. */
const MAX_BYTES_READ = 16 * 1024 * 1024;

interface Found {
  readonly type: 'file' | 'directory';
  readonly files: readonly ManifestFile[];
  readonly diagnostics: readonly Diagnostic[];
}

async function readManifests(directory: string, written: string): Promise<Found> {
  const path = resolve(directory, written);
  try {
    if (!(await stat(path)).isDirectory()) return { type: 'file', ...readFiles(directory, [path]) };
    const paths = await yamlFilesBelow(path);
    const none = paths.length > 0 ? [] : [nothingFound(written, 'it holds no *.yaml or *.yml file')];
    const { files, diagnostics } = readFiles(directory, paths);
    return { type: 'directory', files, diagnostics: [...none, ...diagnostics] };
  } catch (error) {
    return { type: 'directory', files: [], diagnostics: [nothingFound(written, systemWord(error))] };
  }
}

/** Those that can be read; a diagnostic for each of the others. */
function readFiles(directory: string, paths: readonly string[]): Pick<Found, 'files' | 'diagnostics'> {
  const files: ManifestFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const inside = relative(directory, path);
    const shown = inside === '' || inside.startsWith('..') ? path : inside;
    // One after the other: however many there are, one is open.
    const read = readRegularFile(path, MAX_BYTES_READ);
    if (read.ok) files.push({ path: shown, bytes: read.value });
    else diagnostics.push(notRead(shown, read.error));
  }
  return { files, diagnostics };
}

function notRead(path: string, found: NotRead): Diagnostic {
  if (found.why === 'system') return nothingFound(path, systemWord(found.error));
  const hint = 'Move it out of the directory of manifests';
  return errorInFile(path, { code: 'manifest.syntax', message: `no manifest: ${found.message}`, hint });
}

/** Hidden files and directories are skipped. Sorted, so that messages come in the same order everywhere. */
async function yamlFilesBelow(directory: string): Promise<readonly string[]> {
  const entries = (await readdir(directory, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'));
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      // A link that leads nowhere is a file that cannot be read, which is told when it is read.
      const type = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
      if (type.isDirectory()) return entry.isSymbolicLink() ? [] : yamlFilesBelow(path);
      return /\.ya?ml$/.test(entry.name) ? [path] : [];
    }),
  );
  return nested.flat().sort();
}

function uniqueByPath(files: readonly ManifestFile[]): readonly ManifestFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function stateDirectory(options: WorkspaceOptions, first: string, type: Found['type']): string {
  // systemd lists all the directories of a unit.
  const said = firstSet(options.state, options.env.RECONCILE_STATE, options.env.STATE_DIRECTORY?.split(':')[0], '');
  if (said !== '') return resolve(options.directory, said);
  const path = resolve(options.directory, first);
  // A file `manifests/pv.yaml` and its directory mean the same place; any other file has its state beside it.
  const beside = type === 'file' && basename(dirname(path)) === 'manifests' ? dirname(path) : path;
  return join(dirname(beside), 'state');
}

/** A secret that others than its owner can read is as good as published. One that does not exist yet is no error. */
async function looseSecrets(directory: string, compiled: Compiled): Promise<readonly Diagnostic[]> {
  const checked = await Promise.all(
    compiled.secrets.map(async (secret): Promise<Diagnostic | undefined> => {
      try {
        const { mode } = await stat(resolve(directory, secret.path));
        if ((mode & 0o077) === 0) return undefined;
      } catch {
        return undefined;
      }
      return {
        code: 'manifest.secret',
        severity: 'error',
        at: secret.at,
        length: secret.length,
        message: `${secret.path} can be read by others than its owner`,
        hint: `chmod 600 ${secret.path}`,
      };
    }),
  );
  return checked.filter((it) => it !== undefined);
}

function nothingFound(path: string, why: string): Diagnostic {
  return {
    code: 'manifest.none',
    severity: 'error',
    at: { file: path, line: 0, column: 0 },
    length: 1,
    message: `no manifest found at ${path}: ${why}`,
    hint: 'Name the directory with -m, or go to the one that holds `manifests`.',
  };
}

function systemWord(error: unknown): string {
  if (!isSystemError(error)) throw error;
  const { code } = error;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'ENOTDIR') return 'part of the path is no directory';
  return `it cannot be read (${code})`;
}

/** The first that is neither missing nor empty; the last one when none is. */
function firstSet(...values: readonly [...(string | undefined)[], string]): string {
  return values.find((value) => value !== undefined && value !== '') ?? '';
}
