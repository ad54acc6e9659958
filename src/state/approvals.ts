import { constants } from 'node:buffer';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listDigest } from '../inventory/entry-json.ts';
import { compareText } from '../lib/compare-text.ts';
import { isSystemError } from '../lib/is-system-error.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { readRegularFile } from '../lib/read-regular-file.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Approval } from '../model/approval.ts';
import type { Failure } from '../model/failure.ts';
import { approvalFileName, approvalText, parseApproval } from './approval-file.ts';
import { notWritable } from './store.ts';

/** What persons have released, in state/approvals/KIND/NAME: a file each, with its list. Losing one means to ask again. */
export interface Approvals {
  /** Those of a resource (KIND/NAME), the newest first. A file that is cut short or edited is not believed. */
  readonly read: (resource: string) => readonly Approval[];
  readonly save: (approval: Approval) => Result<void, Failure>;
  /** No error when it is gone already. */
  readonly remove: (approval: Approval) => Result<void, Failure>;
}

const FILE_NAME = /^[0-9a-f]{32}\.json$/;

/** The approvals of a state directory. `step` is told before and after each change. */
export function openApprovals(
  directory: string,
  step: (edge: 'before' | 'after', what: string, place: string) => void,
): Approvals {
  const directoryOf = (resource: string): string => join(directory, 'approvals', ...resource.split('/'));
  const change = (what: string, approval: Approval, act: (path: string) => void): Result<void, Failure> => {
    const path = join(directoryOf(approval.resource), approvalFileName(approval));
    step('before', what, path);
    try {
      act(path);
    } catch (error) {
      return err(notWritable(dirname(path), error));
    }
    step('after', what, path);
    return ok(undefined);
  };
  return {
    read: (resource) =>
      namesIn(directoryOf(resource))
        .flatMap((name) => approvalIn(join(directoryOf(resource), name), { name, resource }) ?? [])
        .sort((a, b) => compareText(b.at, a.at) || compareText(a.digest, b.digest)),
    save(approval) {
      if (listDigest(approval.list) !== approval.digest) throw new Error('an approval has the digest of its list');
      const text = approvalText(approval);
      return text === undefined ? err(tooLong(approval)) : change('write', approval, (path) => writeWhole(path, text));
    },
    remove: (approval) => change('remove', approval, (path) => rmSync(path, { force: true })),
  };
}

function writeWhole(path: string, text: string): void {
  makeDirectories(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => FILE_NAME.test(name));
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

function approvalIn(path: string, about: { readonly name: string; readonly resource: string }): Approval | undefined {
  const read = readRegularFile(path, constants.MAX_STRING_LENGTH);
  const approval = read.ok ? parseApproval(read.value.toString('utf8')) : undefined;
  if (approval?.resource !== about.resource || approvalFileName(approval) !== about.name) return undefined;
  return listDigest(approval.list) === approval.digest ? approval : undefined;
}

function tooLong({ resource, replica, list }: Approval): Failure {
  return {
    code: 'listing.too-large',
    message: `${resource} ${replica}: a list of ${list.index.count} entries is too long to be approved`,
    hint: 'Raise `ceilings` in the manifest for one pass instead',
    retry: 'person',
    blame: 'us',
  };
}
