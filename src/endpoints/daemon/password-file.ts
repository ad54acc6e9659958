import { lstat, readFile } from 'node:fs/promises';
import process from 'node:process';
import type { RsyncDaemonEndpoint } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { errorWord } from '../shared/file-failure.ts';

/** Group and others: nobody but the owner. */
const OTHERS = 0o077;

/** Bytes; a password is one line. */
const CEILING = 4096;

/** Why the password file must not be used, found before any connection; undefined when it may, or when there is none. */
export async function passwordFileTrouble(endpoint: RsyncDaemonEndpoint): Promise<Failure | undefined> {
  const { passwordFile } = endpoint;
  if (passwordFile === undefined) return undefined;
  try {
    const stats = await lstat(passwordFile);
    if (!stats.isFile()) return refusal(endpoint, 'is not a regular file', `Put the password itself into ${passwordFile}.`);
    if ((stats.mode & OTHERS) !== 0) return refusal(endpoint, 'can be read by others', `Run: chmod 600 ${passwordFile}`);
    if (process.getuid?.() === 0 && stats.uid !== 0)
      return refusal(endpoint, 'does not belong to root, who runs this', `Run: chown root ${passwordFile}`);
    if (stats.size > CEILING) return refusal(endpoint, 'is larger than 4 kB', howToWrite(passwordFile));
    const content = await readFile(passwordFile, 'latin1');
    return /[^\r\n]/.test(content) ? undefined : refusal(endpoint, 'is empty', howToWrite(passwordFile));
  } catch (error) {
    const word = errorWord(error);
    if (word === undefined) throw error;
    return refusal(endpoint, `cannot be read (${word})`, howToWrite(passwordFile));
  }
}

function howToWrite(passwordFile: string): string {
  return `Write the password, and nothing else, into ${passwordFile}, and run: chmod 600 ${passwordFile}`;
}

function refusal(endpoint: RsyncDaemonEndpoint, what: string, hint: string): Failure {
  return {
    code: 'endpoint.auth',
    message: `${endpoint.name}: its password file ${endpoint.passwordFile} ${what}`,
    hint,
    retry: 'person',
    blame: 'us',
  };
}
