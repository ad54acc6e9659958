import { encodeRsyncName } from '../../inventory/rsync-name.ts';
import type { Ending } from '../../lib/command.ts';
import { fromLatin1 } from '../../lib/path-bytes.ts';
import type { Code } from '../../model/codes.ts';
import type { Endpoint, Location } from '../../model/endpoint.ts';
import type { Failure } from '../../model/failure.ts';
import { showLocation } from '../../model/names.ts';
import { endedFailure } from '../shared/ended-failure.ts';
import { sshFailure } from '../ssh/ssh-failure.ts';

/** Between which places an rsync ran; a look has no `to`. */
export interface RsyncRun {
  readonly from: Location;
  readonly to?: Location;
}

/** One row: when it applies, and what it means. `$1` in a text is the first group of `says`; FROM, TO and FAR are places and the remote endpoint, WAY is where it ran. */
interface Row {
  readonly exits?: readonly number[];
  readonly says?: RegExp;
  readonly code: Code;
  readonly retry: Failure['retry'];
  readonly blame: Failure['blame'];
  readonly message: string;
  readonly hint: string;
}

/** What rsync's exit codes and words mean; the first row that fits. Source: rsync(1), and rsync 3.5.0 as seen. */
const ROWS: readonly Row[] = [
  {
    says: /((?:ABORTING due to (?:unsafe|invalid) path(?:name)? from sender|rejecting (?:excluded|unrequested) file-list name|rejecting non-directory transfer-root entry|received request to transfer non-regular file|refusing (?:malicious|invalid dir_ndx|sub-flist|flist)|leading \.\.\/)[^\n]{0,300})/,
    code: 'source.hostile',
    retry: 'person',
    blame: 'from',
    message: 'FAR: rsync refuses what the far side sent: $1',
    hint: 'Nothing more is taken from there. Tell the people who run it.',
  },
  {
    exits: [5],
    says: /auth failed on module ([^\s:]+)/,
    code: 'endpoint.auth',
    retry: 'person',
    blame: 'us',
    message: 'FAR: the daemon refused the login for module $1',
    hint: "It gives one answer for three causes: the password in `passwordFile` is wrong, `user` may not use this module, or the daemon's own secrets file can be read by others. Check the first two in the manifest, ask the people who run the daemon about the third, then run: reconcile --plan",
  },
  {
    says: /Unknown module '([^']*)'/,
    code: 'source.absent',
    retry: 'person',
    blame: 'from',
    message: 'FAR: the daemon has no module $1',
    hint: 'See what it offers with: reconcile list FAR',
  },
  {
    says: /access denied to (\S+) from/,
    code: 'endpoint.access',
    retry: 'person',
    blame: 'from',
    message: 'FAR: the daemon does not let this host use module $1',
    hint: 'Ask the people who run the daemon to allow this host, then run: reconcile --plan',
  },
  {
    says: /max connections \((\d+)\) reached/,
    code: 'endpoint.unreachable',
    retry: 'later',
    blame: 'from',
    message: 'FAR: the daemon is busy, all its $1 connections are taken',
    hint: 'It is tried again at the next pass.',
  },
  {
    says: /@ERROR: (?:chdir|chroot) failed/,
    code: 'source.absent',
    retry: 'later',
    blame: 'from',
    message: 'FAR: the directory behind the module of FROM is not there',
    hint: 'Its file system may not be mounted at the daemon. Tell the people who run it.',
  },
  {
    says: /password file must (?:not be other-accessible|be owned by root)|could not open password file/,
    code: 'endpoint.auth',
    retry: 'person',
    blame: 'us',
    message: 'FAR: rsync refuses the password file',
    hint: 'It must be a regular file of your own that others cannot read: chmod 600 the file that `passwordFile` names.',
  },
  {
    says: /No space left on device/,
    code: 'target.full',
    retry: 'later',
    blame: 'to',
    message: 'TO: the file system has no space, or no inode, left',
    hint: 'Make room there. What was copied so far is kept, the next pass goes on from it.',
  },
  {
    says: /Disk quota exceeded/,
    code: 'target.over-quota',
    retry: 'later',
    blame: 'to',
    message: 'TO: the quota of this account, group or project is used up; the file system itself may have room',
    hint: 'Have the quota raised, or remove something that counts against it. What was copied so far is kept, the next pass goes on from it.',
  },
  {
    says: /\[(?:receiver|generator|Receiver|Generator)\].*Read-only file system|Read-only file system \(30\)/,
    code: 'target.not-writable',
    retry: 'person',
    blame: 'to',
    message: 'TO: the file system is read-only',
    hint: 'Mount it for writing, then run: reconcile',
  },
  {
    says: /module is read only|sending to read-only server is not allowed|reading from write-only server is not allowed/,
    code: 'endpoint.access',
    retry: 'person',
    blame: 'to',
    message: 'FAR: the account or module does not allow this direction',
    hint: 'A source needs to be readable, a replica writable. Change it at the far side (rrsync -ro or -wo, `read only`), or the manifest.',
  },
  {
    says: /\[(?:receiver|generator|Receiver|Generator)\].*(?:Permission denied|Operation not permitted)/,
    code: 'target.not-writable',
    retry: 'person',
    blame: 'to',
    message: 'TO: something there may not be written by this account',
    hint: 'Give it the permission, then run: reconcile',
  },
  {
    exits: [4],
    code: 'endpoint.access',
    retry: 'person',
    blame: 'from',
    message: 'FAR: the far side refuses an option that is needed',
    hint: '`refuse options` in rsyncd.conf, or a wrapper of the account, is too strict. Ask the people who run it.',
  },
  {
    says: /rsync: (?:command )?not found|remote command not found/,
    code: 'endpoint.unusable',
    retry: 'person',
    blame: 'from',
    message: 'FAR: rsync was not found there',
    hint: 'Install rsync at least 3.1.2 there, or say where it is with `rsyncPath`.',
  },
  {
    exits: [126, 127],
    code: 'endpoint.unusable',
    retry: 'person',
    blame: 'from',
    message: 'FAR: rsync was not found there',
    hint: 'Install rsync at least 3.1.2 there, or say where it is with `rsyncPath`.',
  },
  {
    says: /unable to chdir to restricted dir|Restricted directory does not exist|^FileNotFoundError: .*No such file or directory: '[^\n]*'$/m,
    code: 'endpoint.root-missing',
    retry: 'later',
    blame: 'from',
    message: 'FAR: the directory that the account is restricted to is not there',
    hint: 'It may not be mounted. Look at the host, then run: reconcile test FAR',
  },
  {
    says: /Another instance of rrsync is already accessing/,
    code: 'endpoint.unreachable',
    retry: 'now',
    blame: 'from',
    message: 'FAR: the restricted account lets in one rsync at a time, and another one is there',
    hint: 'Write `rrsync -no-lock` in authorized_keys there, or set `maxTransfers: 1` for the endpoint.',
  },
  {
    says: /rrsync error: (.*)/,
    code: 'endpoint.access',
    retry: 'person',
    blame: 'from',
    message: 'FAR: the restricted account refused it: $1',
    hint: 'Look at the `command=` of the key in authorized_keys there.',
  },
  {
    says: /protocol version mismatch -- is your shell clean/,
    code: 'endpoint.unusable',
    retry: 'person',
    blame: 'from',
    message: 'FAR: the login prints something of its own, or no rsync answers',
    hint: 'Make the login scripts of that account silent for sessions without a terminal.',
  },
  {
    exits: [10, 35],
    code: 'endpoint.unreachable',
    retry: 'later',
    blame: 'from',
    message: 'FAR: the daemon does not answer',
    hint: 'Check host and port, and whether the daemon runs: reconcile test FAR',
  },
  {
    exits: [30],
    code: 'transfer.stalled',
    retry: 'now',
    blame: 'link',
    message: 'FAR: no data came for too long',
    hint: 'It is tried again; what was copied so far is kept.',
  },
  {
    exits: [12],
    code: 'endpoint.unreachable',
    retry: 'now',
    blame: 'link',
    message: 'FAR: the connection broke',
    hint: 'It is tried again; what was copied so far is kept.',
  },
  {
    exits: [11],
    code: 'transfer.failed',
    retry: 'later',
    blame: 'to',
    message: 'rsync could not read or write a file WAY',
    hint: 'rsync said: SAID',
  },
  {
    exits: [23],
    code: 'transfer.partial',
    retry: 'now',
    blame: 'from',
    message: 'some files of FROM were not transferred',
    hint: 'rsync said: SAID',
  },
  {
    exits: [24],
    code: 'transfer.partial',
    retry: 'now',
    blame: 'from',
    message: 'some files of FROM vanished before they were transferred',
    hint: 'They are looked at again.',
  },
  {
    exits: [20],
    code: 'transfer.failed',
    retry: 'now',
    blame: 'us',
    message: 'the rsync from FROM was told to stop',
    hint: 'Run it again: reconcile',
  },
];

const UNLISTED: Row = {
  code: 'transfer.failed',
  retry: 'person',
  blame: 'us',
  message: 'rsync ended with code EXIT WAY',
  hint: 'rsync said: SAID',
};

/** What an rsync that did not end with 0 means: code, whose fault, whether to try again, and what now. */
export function rsyncFailure(ending: Ending, run: RsyncRun): Failure {
  const far = farEndpoint(run);
  if (ending.status === 'ended') return endedFailure(ending, `rsync from ${showLocation(run.from)}`);
  if (
    ending.code === 255 ||
    (far.type === 'Ssh' && /^(?:ssh: |Host key verification failed|\S+: Permission denied \()/m.test(ending.stderr))
  ) {
    return sshFailure(ending.stderr, far);
  }
  for (const row of ROWS) {
    if (row.exits?.includes(ending.code) === false) continue;
    const match = row.says === undefined ? [] : row.says.exec(ending.stderr);
    if (match !== null) return failureOf(row, { run, exit: ending.code, said: saidBy(ending.stderr), group: match[1] ?? '' });
  }
  return failureOf(UNLISTED, { run, exit: ending.code, said: saidBy(ending.stderr), group: '' });
}

interface Facts {
  readonly run: RsyncRun;
  readonly exit: number;
  readonly said: string;
  readonly group: string;
}

function failureOf(row: Row, facts: Facts): Failure {
  const { run } = facts;
  const from = showLocation(run.from);
  const to = run.to === undefined ? from : showLocation(run.to);
  const words: Readonly<Record<string, string>> = {
    FAR: farEndpoint(run).name,
    FROM: from,
    TO: to,
    WAY: from === to ? `at ${from}` : `between ${from} and ${to}`,
    EXIT: String(facts.exit),
    SAID: facts.said,
    $1: encodeRsyncName(fromLatin1(facts.group)),
  };
  const text = (template: string): string => template.replace(/FAR|FROM|TO|WAY|EXIT|SAID|\$1/g, (word) => words[word] ?? word);
  return { code: row.code, message: text(row.message), hint: text(row.hint), retry: row.retry, blame: row.blame };
}

/** The remote end, if there is one. */
function farEndpoint(run: RsyncRun): Endpoint {
  return run.to !== undefined && run.from.endpoint.type === 'Local' ? run.to.endpoint : run.from.endpoint;
}

/** The first thing that rsync complained about; the last line only repeats that there was something. */
function saidBy(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const first = lines.find((line) => !line.startsWith('rsync error:')) ?? lines[0] ?? 'nothing';
  return encodeRsyncName(fromLatin1(first.slice(0, 500)));
}
