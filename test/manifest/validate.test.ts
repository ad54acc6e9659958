import { describe, expect, it } from 'vitest';
import { channel, compileBeside, endpoint, line, mirror, pointedAt } from './helpers.ts';

/** Name, text, and for each diagnostic: what it points at, and a part of `code line:column message (hint)`. */
type Row = readonly [name: string, text: string, expected: readonly (readonly [pointed: string, said: string])[]];

const ok = '{endpoint: disk, path: a}';

const ENDPOINT_ROWS: readonly Row[] = [
  [
    'no spec',
    'apiVersion: replicas/v1\nkind: Endpoint\nmetadata: {name: a}\n',
    [['apiVersion', 'manifest.schema 1:1 the manifest lacks "spec"']],
  ],
  [
    'no name',
    'apiVersion: replicas/v1\nkind: Endpoint\nmetadata: {}\nspec: {type: Local, root: /a}\n',
    [['metadata', '3:1 metadata lacks "name"']],
  ],
  [
    'empty metadata',
    'apiVersion: replicas/v1\nkind: Endpoint\nmetadata:\nspec: {type: Local, root: /a}\n',
    [['metadata', '3:1 metadata must be a map of keys, it is empty']],
  ],
  [
    'other version',
    endpoint('a', '{type: Local, root: /a}').replace('v1', 'v2'),
    [['replicas/v2', '1:13 apiVersion must be replicas/v1, not "replicas/v2"']],
  ],
  ['capital in name', endpoint('Disk1', '{type: Local, root: /a}'), [['Disk1', '3:18 metadata.name must be a DNS label']]],
  [
    'long name',
    endpoint('a'.repeat(64), '{type: Local, root: /a}'),
    [['a'.repeat(64), '3:18 metadata.name must be a DNS label']],
  ],
  [
    'unknown top key',
    `${endpoint('a', '{type: Local, root: /a}')}specs: {}\n`,
    [['specs', '5:1 the manifest has no key "specs" (Did you mean "spec"?)']],
  ],
  [
    'number as label',
    endpoint('a, labels: {year: 2026}', '{type: Local, root: /a}'),
    [['2026', '3:36 metadata.labels.year must be text (put it in quotes), not 2026']],
  ],
  ['no type', endpoint('a', '{root: /a}'), [['spec', '4:1 the spec lacks "type" (Types are Local, Ssh or RsyncDaemon)']]],
  [
    'unknown type',
    endpoint('a', '{type: ssh, root: /a}'),
    [['ssh', '4:14 type must be Local, Ssh or RsyncDaemon, not "ssh" (Did you mean "Ssh"?)']],
  ],
  ['no root', endpoint('a', '{type: Local}'), [['spec', '4:1 the spec lacks "root"']]],
  [
    'misspelled root',
    endpoint('a', '{type: Local, rooot: /a}'),
    [
      ['spec', 'lacks "root" (Is "rooot" meant to be it?)'],
      ['rooot', '4:21 the spec has no key "rooot" (Did you mean "root"?)'],
    ],
  ],
  [
    'relative root',
    endpoint('a', '{type: Local, root: pacs}'),
    [['pacs', '4:27 root must be an absolute directory, such as /data, not "pacs"']],
  ],
  [
    'field of another type',
    endpoint('a', '{type: Ssh, host: h, root: /a, passwordFile: x}'),
    [['passwordFile', '4:38 passwordFile belongs to RsyncDaemon, not to Ssh']],
  ],
  [
    'field of two others',
    endpoint('a', '{type: RsyncDaemon, host: h, root: /a}'),
    [['root', '4:36 root belongs to Local and Ssh, not to RsyncDaemon']],
  ],
  [
    'port too large',
    endpoint('a', '{type: RsyncDaemon, host: h, port: 70000}'),
    [['70000', '4:42 port must be a port number from 1 to 65535, not 70000']],
  ],
  [
    'port as text',
    endpoint('a', '{type: RsyncDaemon, host: h, port: "873"}'),
    [['"873"', '4:42 port must be a port number from 1 to 65535, not "873"']],
  ],
  [
    'host with user',
    endpoint('a', '{type: RsyncDaemon, host: u@h}'),
    [['u@h', '4:33 host must be the name or address of a host']],
  ],
  [
    'host that is an option',
    endpoint('a', '{type: Ssh, root: /a, host: -oProxyCommand=x}'),
    [['-oProxyCommand=x', '4:35 host must be']],
  ],
  [
    'user that is an option',
    endpoint('a', '{type: Ssh, root: /a, host: h, user: -l}'),
    [['-l', '4:44 user must be a login name']],
  ],
  [
    'home directory',
    endpoint('a', '{type: Ssh, root: /a, host: h, identityFile: ~/.ssh/id}'),
    [['~/.ssh/id', '4:52 identityFile must be a file name']],
  ],
  [
    'duration without unit',
    endpoint('a', '{type: Local, root: /a, timeTolerance: 2}'),
    [['2', '4:46 timeTolerance must be a duration with its unit, such as 30s, 5m, 1h30m or 7d, not 2']],
  ],
  [
    'duration too long',
    endpoint('a', '{type: Local, root: /a, timeTolerance: 99999999999d}'),
    [['99999999999d', '4:46 timeTolerance is longer than can be counted']],
  ],
  [
    'patience without unit',
    endpoint('a', '{type: RsyncDaemon, host: h, stalledAfter: 600}'),
    [['600', '4:50 stalledAfter must be a duration with its unit']],
  ],
  [
    'no patience at all',
    endpoint('a', '{type: Local, root: /a, stalledAfter: 0m}'),
    [['0m', 'manifest.conflict 4:45 stalledAfter: 0m would end everything at once (Write a longer time, such as 10m)']],
  ],
  [
    'patience of thousands of years',
    endpoint('a', '{type: Ssh, root: /a, host: h, stalledAfter: 9999999d}'),
    [['9999999d', 'manifest.schema 4:52 stalledAfter is longer than can be counted (Write a shorter time)']],
  ],
  ['patience', endpoint('a', '{type: Local, root: /a, stalledAfter: 90s}'), []],
  [
    'root at a daemon',
    endpoint('a', '{type: RsyncDaemon, host: h, root: /srv}'),
    [['root', '4:36 root belongs to Local and Ssh']],
  ],
  [
    'shell word',
    endpoint('a', '{type: Ssh, root: /a, host: h, shell: RsynkOnly}'),
    [['RsynkOnly', '4:45 shell must be Full or RsyncOnly, not "RsynkOnly" (Did you mean "RsyncOnly"?)']],
  ],
  [
    'field of a later version',
    endpoint('a', '{type: Ssh, root: /a, host: h, login: Interactive}'),
    [['login', '4:38 the spec has no key "login" (Known here: type, root, identity,']],
  ],
];

const MIRROR_ROWS: readonly Row[] = [
  ['no source', mirror('a', `{replicas: [${ok}]}`), [['spec', '4:1 the spec lacks "source"']]],
  [
    'no replicas',
    mirror('a', '{source: {endpoint: disk, path: s}, replicas: []}'),
    [['[]', '4:53 replicas must list at least one replica']],
  ],
  [
    'replica without path',
    mirror('a', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: far}]}'),
    [['endpoint', '4:55 replicas[0] lacks "path"']],
  ],
  [
    'absolute path',
    mirror('a', '{source: {endpoint: disk, path: /s}, replicas: [{endpoint: far, path: a}]}'),
    [['/s', "4:39 source.path must be a path below the endpoint's root"]],
  ],
  [
    'path that climbs',
    mirror('a', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: far, path: a/../../b}]}'),
    [['a/../../b', '4:76 replicas[0].path must be a path below']],
  ],
  [
    'path that climbs behind a line feed',
    mirror('a', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: far, path: "a\\n/../b"}]}'),
    [['"a\\n/../b"', '4:76 replicas[0].path must be a path below']],
  ],
  [
    'path of our own',
    mirror('a', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: far, path: a/.replicas-trash}]}'),
    [['a/.replicas-trash', 'manifest.conflict 4:76 .replicas-trash is a name that this program keeps']],
  ],
  [
    'module and modules',
    mirror('a', '{source: {endpoint: icc, module: A, modules: [B]}, replicas: [{endpoint: disk, path: a}]}'),
    [['module', '4:32 source.module cannot stand together with modules (Remove module or modules)']],
  ],
  [
    'path and modules',
    mirror('a', '{source: {endpoint: icc, modules: [B], path: x}, replicas: [{endpoint: disk, path: a}]}'),
    [['path', '4:46 source.path cannot stand together with modules']],
  ],
  [
    'module with slash',
    mirror('a', '{source: {endpoint: icc, module: A/b}, replicas: [{endpoint: disk, path: a}]}'),
    [['A/b', '4:40 source.module must be the name of a module, without `/`']],
  ],
  [
    'no module',
    mirror('a', '{source: {endpoint: icc, path: A}, replicas: [{endpoint: disk, path: a}]}'),
    [
      [
        'icc',
        'manifest.conflict 4:27 icc is an RsyncDaemon: the source lacks module or modules (Its modules: reconcile list icc)',
      ],
    ],
  ],
  [
    'module at a disk',
    mirror('a', '{source: {endpoint: disk, module: A}, replicas: [{endpoint: vault, path: a}]}'),
    [['module', 'manifest.conflict 4:33 disk is a Local endpoint and has no modules']],
  ],
  [
    'modules at a host',
    mirror('a', '{source: {endpoint: far, modules: [A]}, replicas: [{endpoint: vault, path: a}]}'),
    [['modules', 'manifest.conflict 4:32 far is an Ssh endpoint and has no modules']],
  ],
  [
    'empty pattern',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], exclude: ["", x]}`),
    [['""', '4:82 exclude[0] must be an rsync pattern that names something']],
  ],
  [
    'pattern of slashes',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], include: ["//"]}`),
    [['"//"', '4:82 include[0] must be an rsync pattern']],
  ],
  [
    'pattern that is no list',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], exclude: x}`),
    [['x', '4:81 exclude must be a list of rsync patterns, not "x"']],
  ],
  [
    'include of a bare directory',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], include: ["/d/"]}`),
    [
      [
        '"/d/"',
        'remark manifest.pattern 4:82 the include "/d/" takes the directory itself and nothing in it (Write "/d/***" for all of it)',
      ],
    ],
  ],
  ['include that goes on', mirror('a', `{source: {endpoint: far}, replicas: [${ok}], include: ["/d/", "/d/*.fits", "*/"]}`), []],
  [
    'extraneous word',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], extraneous: trash}`),
    [['trash', '4:84 extraneous must be Keep, Trash or Delete, not "trash" (Did you mean "Trash"?)']],
  ],
  [
    'ceiling without unit',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {bytes: 500}}`),
    [['500', '4:90 ceilings.bytes must be a size with its unit, such as 500MiB or 10GB, or none, not 500']],
  ],
  [
    'ceiling in odd unit',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {bytes: 5Gb}}`),
    [['5Gb', '4:90 ceilings.bytes must be a size']],
  ],
  [
    'ceiling without end',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {bytes: 9999PiB}}`),
    [['9999PiB', '4:90 ceilings.bytes: 9999PiB is larger than can be counted']],
  ],
  [
    'ceiling above hundred',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {percent: 110}}`),
    [['110', '4:92 ceilings.percent must be a number from 0 to 100, or none, not 110']],
  ],
  [
    'ceiling of another word',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {files: None}}`),
    [['None', '4:90 ceilings.files must be a whole number of files, or none, not "None"']],
  ],
  [
    'ceilings',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], ceilings: {percent: none, files: none, bytes: none}}`),
    [],
  ],
];

const PROOF_ROWS: readonly Row[] = [
  [
    'digest word',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], digest: SHA256}`),
    [['SHA256', '4:80 digest must be md5, sha256 or xxh128, not "SHA256"']],
  ],
  [
    'all that can be said',
    mirror(
      'a',
      `{source: {endpoint: far}, replicas: [${ok}], digest: sha256, verify: {every: 7d, budget: 1.5TB, for: 2h, source: true}, trash: {keep: 0s}}`,
    ),
    [],
  ],
  ['no limits', mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {budget: none, for: none}}`), []],
  [
    'unknown key',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {evry: 7d}}`),
    [['evry', '4:81 verify has no key "evry" (Did you mean "every"?)']],
  ],
  [
    'every without limit',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {every: none}}`),
    [['none', '4:88 verify.every must be a duration with its unit']],
  ],
  [
    'always',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {every: 0s}}`),
    [['0s', 'manifest.conflict 4:88 verify.every: 0s would read everything again at every pass']],
  ],
  [
    'no time',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {for: 0h}}`),
    [['0h', 'manifest.conflict 4:86 verify.for: 0h leaves no time to read anything']],
  ],
  [
    'time of another word',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {for: ever}}`),
    [['ever', '4:86 verify.for must be a duration with its unit, such as 30s, 5m, 1h30m or 7d, or none, not "ever"']],
  ],
  [
    'budget without unit',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {budget: 500}}`),
    [['500', '4:89 verify.budget must be a size with its unit, such as 500MiB or 10GB, or none, not 500']],
  ],
  [
    'budget without end',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {budget: 9999PiB}}`),
    [['9999PiB', 'manifest.schema 4:89 verify.budget: 9999PiB is larger than can be counted (Write none for no limit)']],
  ],
  [
    'no budget',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {budget: 0B}}`),
    [['0B', 'manifest.conflict 4:89 verify.budget: 0B leaves nothing to be read (Write none for no limit)']],
  ],
  [
    'source of a word',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], verify: {source: yes}}`),
    [['yes', '4:89 verify.source must be']],
  ],
  [
    'trash that is emptied at once',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], extraneous: Trash, trash: {keep: 0s}}`),
    [['0s', 'manifest.conflict 4:105 trash.keep: 0s keeps nothing of what extraneous: Trash moves there']],
  ],
  [
    'trash for ever',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], trash: {keep: 99999999d}}`),
    [['99999999d', '4:86 trash.keep is longer than can be counted']],
  ],
];

const notYet = 'is checked, but this version does not act upon it';

const SCHEDULE_ROWS: readonly Row[] = [
  [
    'schedule of nothing',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {}}`),
    [
      ['schedule', 'remark manifest.not-yet'],
      ['schedule', 'manifest.schema 4:72 schedule lacks every or cron'],
    ],
  ],
  [
    'schedule of both',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {every: 5m, cron: "0 * * * *"}}`),
    [
      ['schedule', 'remark'],
      ['every', '4:83 schedule.every cannot stand together with cron'],
    ],
  ],
  [
    'every without unit',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {every: 5}}`),
    [
      ['schedule', 'remark'],
      ['5', '4:90 schedule.every must be a duration with its unit'],
    ],
  ],
  [
    'every zero',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {every: 0s}}`),
    [
      ['schedule', 'remark'],
      ['0s', 'manifest.conflict 4:90 every 0s is no schedule'],
    ],
  ],
  [
    'cron of four fields',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "0 * * *"}}`),
    [
      ['schedule', 'remark'],
      ['"0 * * *"', 'manifest.schema 4:89 "0 * * *" is no cron expression: it has 4 fields (Five fields:'],
    ],
  ],
  [
    'cron of six fields',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "0 0 * * * *"}}`),
    [
      ['schedule', 'remark'],
      ['"0 0 * * * *"', 'is no cron expression: it has 6 fields'],
    ],
  ],
  [
    'minute 61',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "61 * * * *"}}`),
    [
      ['schedule', 'remark'],
      ['"61 * * * *"', 'Invalid value for minute: 61'],
    ],
  ],
  [
    '30 February',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "0 0 30 2 *"}}`),
    [
      ['schedule', 'remark'],
      ['"0 0 30 2 *"', 'manifest.conflict 4:89 the schedule "0 0 30 2 *" never fires'],
    ],
  ],
  [
    '29 February',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "0 0 29 2 *"}}`),
    [['schedule', `remark manifest.not-yet 4:72 schedule ${notYet}`]],
  ],
  [
    'time zone',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], schedule: {cron: "0 0 1 * *", timezone: Europe/Viena}}`),
    [
      ['schedule', 'remark'],
      ['Europe/Viena', '4:112 there is no time zone "Europe/Viena" (Did you mean "Europe/Vienna"?)'],
    ],
  ],
];

const CHANNEL_ROWS: readonly Row[] = [
  [
    'mail',
    channel('a', '{type: Email, smtp: {host: h, port: 25}, from: a@b, to: [c@d]}'),
    [['NotificationChannel', `remark manifest.not-yet 2:7 NotificationChannel ${notYet}`]],
  ],
  [
    'tracker',
    channel('a', '{type: RequestTracker, url: "https://rt.example.org", tokenFile: t, queue: q, subject: s}'),
    [['NotificationChannel', 'remark']],
  ],
  [
    'type to come',
    channel('a', '{type: Webhook}'),
    [
      ['NotificationChannel', 'remark'],
      ['Webhook', '4:14 type must be Email or RequestTracker, not "Webhook"'],
    ],
  ],
  [
    'no receiver',
    channel('a', '{type: Email, smtp: {host: h, port: 25}, from: a@b, to: []}'),
    [
      ['NotificationChannel', 'remark'],
      ['[]', '4:63 to must list at least one mail address'],
    ],
  ],
  [
    'password in the open',
    channel('a', '{type: Email, smtp: {host: h, port: 25, password: x}, from: a@b, to: [c@d]}'),
    [
      ['NotificationChannel', 'remark'],
      ['password', '4:47 smtp has no key "password" (Known here:'],
    ],
  ],
  [
    'password in the address',
    channel('a', '{type: RequestTracker, url: "https://u:p@h", tokenFile: t, queue: q, subject: s}'),
    [
      ['NotificationChannel', 'remark'],
      ['"https://u:p@h"', '4:35 url must be an address'],
    ],
  ],
  [
    'unknown channel',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], notify: [mail]}`),
    [
      ['notify', `remark manifest.not-yet 4:72 notify ${notYet}`],
      ['mail', 'manifest.reference 4:81 there is no channel "mail" (Declare one with kind: NotificationChannel)'],
    ],
  ],
  [
    'notify of a number',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], notify: [5]}`),
    [
      ['notify', 'remark'],
      ['5', '4:81 notify[0] must be a name or a map, not 5'],
    ],
  ],
  [
    'notify without channel',
    mirror('a', `{source: {endpoint: far}, replicas: [${ok}], notify: [{on: [Problem]}]}`),
    [
      ['notify', 'remark'],
      ['on', '4:82 notify[0] lacks "channel"'],
    ],
  ],
  [
    'event word',
    mirror(
      'a',
      `{source: {endpoint: far}, replicas: [${ok}], notify: [{channel: c, on: [Problems]}]}\n---\n${channel('c', '{type: Email, smtp: {host: h, port: 25}, from: a@b, to: [c@d]}')}`,
    ),
    [
      ['notify', 'remark'],
      ['Problems', '(Did you mean "Problem"?)'],
      ['NotificationChannel', 'remark'],
    ],
  ],
];

const KIND_ROWS: readonly Row[] = [
  [
    'no kind',
    'apiVersion: replicas/v1\n',
    [['apiVersion', '1:1 the manifest lacks "kind" (Kinds are Endpoint, PoolMirror or NotificationChannel)']],
  ],
  ['unknown kind', 'kind: PoolMirrror\n', [['PoolMirrror', '1:7 there is no kind "PoolMirrror" (Did you mean "PoolMirror"?)']]],
  ['kind of a later version', 'kind: DatabaseDump\n', [['DatabaseDump', '1:7 there is no kind "DatabaseDump" (Kinds are']]],
  ['kind that is a map', 'kind: {}\n', [['{}', '1:7 there is no kind a map']]],
  ['a list', '- a\n- b\n', [['- a', '1:1 a manifest must be a map of keys, not a list']]],
  ['a word', 'hello\n', [['hello', '1:1 a manifest must be a map of keys, not "hello"']]],
];

describe.each([
  ['Endpoint', ENDPOINT_ROWS],
  ['PoolMirror', MIRROR_ROWS],
  ['proofs', PROOF_ROWS],
  ['schedule', SCHEDULE_ROWS],
  ['channels', CHANNEL_ROWS],
  ['kinds', KIND_ROWS],
])('%s', (_, rows) => {
  it.each(rows)('%s', (_name, text, expected) => {
    const diagnostics = compileBeside(text).diagnostics;
    expect(diagnostics.map((it) => it.at.file)).toEqual(expected.map(() => 'm.yaml'));
    expect(diagnostics.map((it) => pointedAt(text, it))).toEqual(expected.map(([pointed]) => pointed));
    expect(diagnostics.map(line)).toEqual(expected.map(([, said]) => expect.stringContaining(said)));
  });
});
