import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/lib/path-bytes.ts';
import { compileManifests } from '../../src/manifest/compile.ts';
import { channel, compileBeside, ENDPOINTS, endpoint, file, line, mirror } from './helpers.ts';

/** The errors of `m.yaml` beside the usual endpoints. */
function said(...documents: readonly string[]): readonly string[] {
  return compileBeside(documents.join('---\n')).diagnostics.map(line);
}

describe('a mirror with everything', () => {
  const written = mirror(
    'pv, labels: {instrument: pacs}',
    `
  source: {endpoint: icc, module: PV, path: ./sub//deep/}
  replicas:
    - {endpoint: disk, path: pools/pv/}
    - {endpoint: far, path: ./pv, from: disk}
    - {endpoint: away, path: pv}
    - {endpoint: vault, path: "", from: "disk:pools/pv"}
  exclude: ["*.tmp"]
  include: ["/a/***"]
  extraneous: Trash
  ceilings: {files: none, bytes: 1GB}
  digest: xxh128
  verify: {every: 7d, budget: none, for: 1h30m}
  trash: {keep: 90d}`,
  );

  it('is resolved, with defaults', () => {
    const compiled = compileBeside(written);
    expect(compiled.diagnostics).toEqual([]);
    const at = (name: string, path: string) => ({ endpoint: compiled.endpoints.get(name), path: fromText(path) });
    expect(compiled.resources).toEqual([
      {
        kind: 'PoolMirror',
        name: 'pv',
        labels: { instrument: 'pacs' },
        source: { file: 'm.yaml', line: 3, column: 18 },
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        spec: {
          source: { type: 'Location', location: at('icc', 'PV/sub/deep') },
          replicas: [
            { location: at('disk', 'pools/pv'), feed: { type: 'Source' } },
            { location: at('far', 'pv'), feed: { type: 'Replica', position: 0 } },
            { location: at('away', 'pv'), feed: { type: 'Replica', position: 0 } },
            { location: at('vault', ''), feed: { type: 'Replica', position: 0 } },
          ],
          filter: { exclude: ['*.tmp'], include: ['/a/***'] },
          extraneous: 'Trash',
          ceilings: { percent: 10, files: Number.POSITIVE_INFINITY, bytes: 1e9 },
          digest: 'xxh128',
          verify: { everyMs: 604_800_000, budgetBytes: Number.POSITIVE_INFINITY, forMs: 5_400_000, source: 'NotRead' },
          trash: { keepMs: 7_776_000_000 },
        },
      },
    ]);
    expect(compiled.manifests).toBe(7);
  });

  it('has defaults: ceilings, what is extraneous kept, proofs renewed every month', () => {
    const { resources } = compileBeside(mirror('a', '{source: {endpoint: far}, replicas: [{endpoint: disk, path: a}]}'));
    expect(resources[0]?.spec).toMatchObject({
      extraneous: 'Keep',
      ceilings: { percent: 10, files: 1000, bytes: 107_374_182_400 },
      digest: 'md5',
      verify: {
        everyMs: 2_592_000_000,
        budgetBytes: 536_870_912_000,
        forMs: Number.POSITIVE_INFINITY,
        source: 'NotRead',
      },
      trash: { keepMs: 2_592_000_000 },
    });
  });

  it('can mirror several modules', () => {
    const { resources, endpoints } = compileBeside(
      mirror('a', '{source: {endpoint: icc, modules: ["PV*", X]}, replicas: [{endpoint: disk, path: a}]}'),
    );
    expect(resources[0]?.spec.source).toEqual({ type: 'Modules', endpoint: endpoints.get('icc'), patterns: ['PV*', 'X'] });
  });
});

describe('endpoints', () => {
  it('have defaults', () => {
    const compiled = compileManifests([
      file(
        'a.yaml',
        [
          endpoint('daemon', '{type: RsyncDaemon, host: h}'),
          endpoint('disk', '{type: Local, root: //data/./x/}'),
          endpoint('far', '{type: Ssh, host: h, root: /}'),
        ].join('---\n'),
      ),
    ]);
    expect(compiled.diagnostics).toEqual([]);
    expect([...compiled.endpoints.values()]).toEqual([
      {
        type: 'RsyncDaemon',
        name: 'daemon',
        maxTransfers: 2,
        timeToleranceNs: 0n,
        stalledAfterMs: 600_000,
        host: 'h',
        port: 873,
        user: undefined,
        passwordFile: undefined,
      },
      {
        type: 'Local',
        name: 'disk',
        maxTransfers: 2,
        root: '/data/x',
        identity: 'NotChecked',
        timeToleranceNs: 0n,
        stalledAfterMs: 600_000,
      },
      {
        type: 'Ssh',
        name: 'far',
        maxTransfers: 2,
        root: '/',
        identity: 'NotChecked',
        timeToleranceNs: 0n,
        stalledAfterMs: 600_000,
        host: 'h',
        port: undefined,
        user: undefined,
        identityFile: undefined,
        knownHostsFile: undefined,
        configFile: undefined,
        shell: 'Full',
        rsyncPath: 'rsync',
      },
    ]);
  });

  it('name files beside the manifest, or absolute ones; secrets are listed', () => {
    const text = [
      endpoint('daemon', '{type: RsyncDaemon, host: h, passwordFile: ../secrets/x}'),
      endpoint('far', '{type: Ssh, host: h, root: /a, identityFile: /k/../id, knownHostsFile: known, timeTolerance: 2s}'),
      channel('mail', '{type: Email, smtp: {host: h, port: 25, passwordFile: smtp}, from: a@b, to: [c@d]}'),
      channel('rt', '{type: RequestTracker, url: "https://h", tokenFile: token, queue: q, subject: s}'),
    ].join('---\n');
    const compiled = compileManifests([file('m/sub/a.yaml', text)]);
    expect(compiled.endpoints.get('daemon')).toMatchObject({ passwordFile: 'm/secrets/x' });
    expect(compiled.endpoints.get('far')).toMatchObject({
      identityFile: '/id',
      knownHostsFile: 'm/sub/known',
      timeToleranceNs: 2_000_000_000n,
    });
    expect(compiled.secrets.map(({ path, at, length }) => `${path} ${at.line}:${at.column} ${length}`)).toEqual([
      'm/secrets/x 4:50 12',
      '/id 9:52 8',
      'm/sub/smtp 14:61 4',
      'm/sub/token 19:59 5',
    ]);
  });
});

describe('references', () => {
  it('must be declared', () => {
    expect(said(mirror('a', '{source: {endpoint: dsk}, replicas: [{endpoint: vaul, path: a}]}'))).toEqual([
      'manifest.reference 4:27 there is no endpoint "dsk" (Did you mean "disk"?)',
      'manifest.reference 4:55 there is no endpoint "vaul" (Did you mean "vault"?)',
    ]);
  });

  it('list what there is when nothing is near', () => {
    expect(said(mirror('a', '{source: {endpoint: something}, replicas: [{endpoint: vault, path: a}]}'))).toEqual([
      'manifest.reference 4:27 there is no endpoint "something" (Declared are icc, disk, vault, far, away, bare)',
    ]);
  });

  it('to a manifest with a mistake in it are not reported twice', () => {
    const broken = endpoint('new', '{type: Local, root: relative}');
    const daemon = mirror(
      'a',
      '{source: {endpoint: icc, module: A}, replicas: [{endpoint: new, path: a}, {endpoint: far, path: b}]}',
    );
    expect(said(broken, daemon)).toEqual([expect.stringContaining('manifest.schema 4:27 root must be')]);
  });

  it('are checked even where the manifest does not fit its schema', () => {
    expect(said(mirror('a', '{source: {endpoint: dsk}, replica: []}'))).toEqual([
      'manifest.schema 4:1 the spec lacks "replicas" (Is "replica" meant to be it?)',
      'manifest.reference 4:27 there is no endpoint "dsk" (Did you mean "disk"?)',
      'manifest.schema 4:33 the spec has no key "replica" (Did you mean "replicas"?)',
    ]);
  });

  it('are unique by kind, across files', () => {
    const one = endpoint('same', '{type: Local, root: /a}');
    const other = endpoint('same', '{type: Local, root: /b}');
    const compiled = compileManifests([file('z.yaml', other), file('a.yaml', `# first\n${one}`)]);
    expect(compiled.diagnostics.map((it) => `${it.at.file} ${line(it)}`)).toEqual([
      'z.yaml manifest.conflict 3:18 Endpoint/same is declared twice; the first is at a.yaml:4:18 (Rename or remove one of them)',
    ]);
    expect(compiled.endpoints.get('same')).toMatchObject({ root: '/a' });
    expect(said(mirror('disk', '{source: {endpoint: far}, replicas: [{endpoint: disk, path: a}]}'))).toEqual([]);
  });
});

describe('feeds', () => {
  const icc = 'source: {endpoint: icc, module: A}';
  it.each([
    [
      'no route from a daemon',
      `{${icc}, replicas: [{endpoint: far, path: a}]}`,
      [
        'replica.no-route 4:66 icc and far are both remote, and no replica on this host can feed the copy (Add a replica at a Local endpoint: it is then copied from there)',
      ],
    ],
    [
      'no route from a host',
      '{source: {endpoint: far, path: x}, replicas: [{endpoint: away, path: a}]}',
      [expect.stringContaining('replica.no-route 4:64 far and away are both remote')],
    ],
    [
      'from a remote replica',
      `{${icc}, replicas: [{endpoint: disk, path: a}, {endpoint: far, path: a}, {endpoint: away, path: b, from: far}]}`,
      [expect.stringContaining('replica.no-route 4:140 far and away are both remote: nothing can be copied')],
    ],
    [
      'from nothing in the list',
      `{${icc}, replicas: [{endpoint: disk, path: a, from: vault}]}`,
      [expect.stringContaining('manifest.reference 4:87 from: "vault" names no replica of this list (There is no other replica')],
    ],
    [
      'from a slip',
      `{${icc}, replicas: [{endpoint: disk, path: a}, {endpoint: far, path: b, from: dsk}]}`,
      [expect.stringContaining('names no replica of this list (Did you mean "disk"?)')],
    ],
    [
      'from the source',
      `{${icc}, replicas: [{endpoint: disk, path: a, from: icc}]}`,
      [expect.stringContaining('(It is the source: leave `from` out to copy from there)')],
    ],
    [
      'from one of two',
      `{${icc}, replicas: [{endpoint: disk, path: a}, {endpoint: disk, path: b}, {endpoint: far, path: c, from: disk}]}`,
      ['manifest.reference 4:140 from: disk holds several replicas of this list (Write one of disk:a, disk:b)'],
    ],
    [
      'from one of two, by path',
      `{${icc}, replicas: [{endpoint: disk, path: a}, {endpoint: disk, path: b}, {endpoint: far, path: c, from: "disk:./b"}]}`,
      [],
    ],
    [
      'from a path that is not there',
      `{${icc}, replicas: [{endpoint: disk, path: a}, {endpoint: far, path: c, from: "disk:x"}]}`,
      [expect.stringContaining('manifest.reference 4:113 from: "disk:x" names no replica')],
    ],
    [
      'from itself',
      `{${icc}, replicas: [{endpoint: disk, path: a, from: disk}]}`,
      [expect.stringContaining('manifest.conflict 4:87 replicas feed each other in a ring: disk:a from disk:a')],
    ],
    [
      'a ring of three',
      `{${icc}, replicas: [{endpoint: disk, path: a, from: far}, {endpoint: vault, path: b, from: disk}, {endpoint: far, path: c, from: vault}]}`,
      [expect.stringContaining('ring: disk:a from far:c from vault:b from disk:a')],
    ],
    [
      'a ring by default',
      `{${icc}, replicas: [{endpoint: disk, path: a, from: far}, {endpoint: far, path: c}]}`,
      [expect.stringContaining('ring: disk:a from far:c from disk:a')],
    ],
    [
      'an unknown endpoint says nothing of routes',
      `{${icc}, replicas: [{endpoint: dsk, path: a}, {endpoint: far, path: c}]}`,
      [expect.stringContaining('manifest.reference')],
    ],
  ])('%s', (_, spec, expected) => {
    expect(said(mirror('a', spec))).toEqual(expected);
  });
});

describe('places', () => {
  const from = (endpointName: string, path: string, replica: string) =>
    mirror('a', `{source: {endpoint: ${endpointName}, path: ${path}}, replicas: [${replica}]}`);
  it.each([
    [
      'replica at a daemon',
      from('disk', 's', '{endpoint: icc, path: a}'),
      [
        'manifest.conflict 4:65 icc is an RsyncDaemon, which is read only: it cannot hold a replica (Use a Local or Ssh endpoint)',
      ],
    ],
    [
      'its own source',
      from('disk', 's', '{endpoint: disk, path: s/.}'),
      [expect.stringContaining('manifest.conflict 4:77 the replica is its own source')],
    ],
    [
      'inside its source',
      from('disk', 's', '{endpoint: disk, path: s/a}'),
      [expect.stringContaining('manifest.conflict 4:77 the replica lies inside its own source')],
    ],
    [
      'around its source',
      from('disk', 's/a', '{endpoint: disk, path: s}'),
      [expect.stringContaining('manifest.conflict 4:79 the source lies inside this replica')],
    ],
    ['beside its source', from('disk', 's', '{endpoint: disk, path: s2}'), []],
    [
      'in a source that is a root',
      from('disk', '""', '{endpoint: disk, path: a}'),
      [expect.stringContaining('the replica lies inside its own source')],
    ],
    [
      'a root without identity',
      from('vault', 's', '{endpoint: disk, path: .}'),
      [
        'manifest.conflict 4:78 the root of disk can be a replica only where its identity is Required: it may not be mounted (Write a directory below it, or identity: Required in Endpoint/disk)',
      ],
    ],
    ['a root with identity', from('disk', 's', '{endpoint: vault, path: ""}'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it('where only rsync can write, nothing is removed', () => {
    const spec = (extraneous: string) =>
      `{source: {endpoint: disk, path: s}, replicas: [{endpoint: bare, path: a}], extraneous: ${extraneous}}`;
    expect(said(mirror('a', spec('Keep')))).toEqual([]);
    expect(said(mirror('a', spec('Delete')))).toEqual([
      'manifest.conflict 4:94 extraneous: Delete is not possible at bare, whose shell is RsyncOnly (Write extraneous: Keep, or give the account a shell)',
    ]);
  });

  it('are written to by one mirror alone', () => {
    const to = (name: string, replica: string) => mirror(name, `{source: {endpoint: icc, module: A}, replicas: [${replica}]}`);
    const hint = '(Give each its own directory, side by side)';
    expect(said(to('a', '{endpoint: disk, path: x}'), to('b', '{endpoint: disk, path: x}'))).toEqual([
      `manifest.conflict 9:78 disk:x is where PoolMirror/a writes already (m.yaml:4:78) ${hint}`,
    ]);
    expect(said(to('a', '{endpoint: disk, path: x}'), to('b', '{endpoint: disk, path: x/y}'))).toEqual([
      `manifest.conflict 9:78 disk:x/y lies inside disk:x, where PoolMirror/a writes already (m.yaml:4:78) ${hint}`,
    ]);
    expect(said(to('a', '{endpoint: disk, path: x/y/z}'), to('b', '{endpoint: disk, path: x}'))).toEqual([
      `manifest.conflict 9:78 disk:x lies around disk:x/y/z, where PoolMirror/a writes already (m.yaml:4:78) ${hint}`,
    ]);
    expect(
      said(to('a', '{endpoint: disk, path: x}'), to('b', '{endpoint: disk, path: xy}'), to('c', '{endpoint: vault, path: x}')),
    ).toEqual([]);
    expect(said(to('a', '{endpoint: disk, path: x}, {endpoint: disk, path: x/y}'))).toEqual([
      expect.stringContaining('4:105 disk:x/y lies inside disk:x'),
    ]);
  });

  it('are not copied in a circle', () => {
    const copy = (name: string, source: string, replica: string) =>
      mirror(name, `{source: {endpoint: disk, path: ${source}}, replicas: [{endpoint: disk, path: ${replica}}]}`);
    const hint = '(Of two places one is the source: leave one of these mirrors out)';
    expect(said(copy('a', 'x', 'y'), copy('b', 'y', 'z'))).toEqual([]);
    expect(said(copy('a', 'x', 'y'), copy('b', 'y', 'x'))).toEqual([
      `manifest.conflict 4:77 disk:y leads back to the source of PoolMirror/a: PoolMirror/a -> PoolMirror/b -> PoolMirror/a ${hint}`,
      `manifest.conflict 9:77 disk:x leads back to the source of PoolMirror/b: PoolMirror/b -> PoolMirror/a -> PoolMirror/b ${hint}`,
    ]);
    const three = said(copy('a', 'x', 'y'), copy('b', 'y/in', 'z'), copy('c', 'z', 'x/in'), copy('d', 'z', 'w'));
    expect(three).toHaveLength(3);
    expect(three[0]).toContain('PoolMirror/a -> PoolMirror/b -> PoolMirror/c -> PoolMirror/a');
  });

  it('are the same through two endpoints of one account', () => {
    const text = (host: string) =>
      [
        endpoint('one', '{type: Ssh, user: u, host: far.org, root: /srv}'),
        endpoint('two', `{type: Ssh, user: u, host: ${host}, port: 22, root: /}`),
        mirror('a', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: one, path: a}, {endpoint: two, path: srv/a/b}]}'),
      ] as const;
    expect(said(...text('FAR.org'))).toEqual([
      expect.stringContaining('14:102 two:srv/a/b lies inside one:a, where PoolMirror/a writes already'),
    ]);
    expect(said(...text('far2.org'))).toEqual([]);
  });
});

describe('proofs', () => {
  const between = (source: string, replica: string, more: string): string =>
    mirror('a', `{source: {endpoint: ${source}}, replicas: [{endpoint: ${replica}, path: a}], ${more}}`);

  it.each<readonly [string, string, readonly string[]]>([
    ['sha256 between places that can be read', between('far', 'disk', 'digest: sha256, verify: {source: true}'), []],
    [
      'sha256 where only rsync reads',
      between('disk', 'bare', 'digest: sha256'),
      [
        'manifest.conflict 4:81 digest: sha256 cannot be read back at bare, whose shell is RsyncOnly (Write digest: md5 or xxh128)',
      ],
    ],
    ['xxh128 where only rsync reads', between('disk', 'bare', 'digest: xxh128'), []],
    [
      'sha256 of a daemon',
      between('icc, module: A', 'disk', 'digest: sha256'),
      [
        'remark digest.unavailable 4:91 sha256 cannot be made at icc: md5 proves each copy there, and its sha256 is then taken of the replica (Write digest: md5 or xxh128 for one digest from end to end)',
      ],
    ],
    [
      'sha256 of a source that only rsync reads',
      between('bare', 'disk', 'digest: sha256'),
      [expect.stringContaining('remark digest.unavailable 4:81 sha256 cannot be made at bare')],
    ],
    [
      'a daemon as a source that is read again',
      between('icc, modules: ["*"]', 'disk', 'verify: {source: true}'),
      [
        'manifest.conflict 4:105 verify.source: icc is an RsyncDaemon, which cannot be read again by itself (Leave it out: it is for a Local or Ssh source)',
      ],
    ],
    ['a source that only rsync reads, read again', between('bare', 'disk', 'verify: {source: true}'), []],
    [
      'the same, in sha256',
      between('bare', 'disk', 'digest: sha256, verify: {source: true}'),
      [
        expect.stringContaining('remark digest.unavailable'),
        'manifest.conflict 4:106 verify.source: sha256 cannot be read at bare, whose shell is RsyncOnly (Write digest: md5 or xxh128, or leave verify.source out)',
      ],
    ],
    ['a source that is not to be read again', between('icc, module: A', 'disk', 'verify: {source: false}'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('remarks on what is not acted upon yet', () => {
  it('stand once for the whole set', () => {
    const spec = (path: string) =>
      `{source: {endpoint: far}, replicas: [{endpoint: disk, path: ${path}}], schedule: {every: 5m}, notify: [mail]}`;
    const mail = channel('mail', '{type: Email, smtp: {host: h, port: 25}, from: a@b, to: [c@d]}');
    expect(said(mirror('a', spec('a')), mirror('b', spec('b')), mail)).toEqual([
      'remark manifest.not-yet 4:72 schedule is checked, but this version does not act upon it (it stands 2 times)',
      'remark manifest.not-yet 4:95 notify is checked, but this version does not act upon it (it stands 2 times)',
      'remark manifest.not-yet 12:7 NotificationChannel is checked, but this version does not act upon it',
    ]);
  });
});

describe('digests', () => {
  const PARTS: readonly string[] = [
    ...ENDPOINTS.split('---\n'),
    mirror(
      'a',
      '{source: {endpoint: icc, module: A}, replicas: [{endpoint: disk, path: a}, {endpoint: far, path: a}], exclude: [x, y]}',
    ),
    mirror('b', '{source: {endpoint: disk, path: s}, replicas: [{endpoint: vault, path: b}]}'),
    mirror('c', '{source: {endpoint: far, path: s}, replicas: [{endpoint: disk, path: c}], ceilings: {percent: none}}'),
  ];
  const digests = (files: Parameters<typeof compileManifests>[0]) => {
    const compiled = compileManifests(files);
    return {
      all: compiled.digest,
      each: compiled.resources.map(({ name, digest }) => `${name} ${digest}`),
      wrong: compiled.diagnostics,
    };
  };

  it('do not depend on order and files', () => {
    const usual = digests([file('all.yaml', PARTS.join('---\n'))]);
    expect(usual.wrong).toEqual([]);
    expect(new Set(usual.each).size).toBe(3);
    const order = fc.tuple(
      fc.shuffledSubarray([...PARTS], { minLength: PARTS.length }),
      fc.integer({ min: 0, max: PARTS.length }),
    );
    fc.assert(
      fc.property(order, ([shuffled, cut]) => {
        const files = [file('b/x.yaml', shuffled.slice(0, cut).join('---\n')), file('a.yaml', shuffled.slice(cut).join('---\n'))];
        expect(digests(files.filter((it) => it.bytes.length > 0))).toEqual(usual);
      }),
      { numRuns: 40 },
    );
  });

  it('do not depend on formatting, comments, defaults written out, or where files lie', () => {
    const daemon = '{type: RsyncDaemon, host: h, passwordFile: p}';
    const one = [
      endpoint('i', daemon),
      endpoint('d', '{type: Local, root: /d}'),
      mirror('m', '{source: {endpoint: i, module: A}, replicas: [{endpoint: d, path: a}]}'),
    ];
    const other = [
      endpoint(
        'i',
        '\n  passwordFile: "p" # comment\n  host: h\n  port: 873\n  type: RsyncDaemon\n  maxTransfers: 7\n  stalledAfter: 1h',
      ),
      endpoint('d', '{type: Local, root: /d/, identity: NotChecked, timeTolerance: 0s}'),
      mirror(
        'm',
        '{source: {module: A, endpoint: i}, extraneous: Keep, ceilings: {files: 1000}, digest: md5, verify: {every: 30d, budget: 500GiB, for: none, source: false}, trash: {keep: 720h}, replicas: [{endpoint: d, path: ./a/}]}',
      ),
    ];
    expect(digests([file('x/z.yaml', other.join('---\n'))]).each).toEqual(digests([file('y.yaml', one.join('---\n'))]).each);
  });

  it.each([
    ['the host', 'host: h', 'host: g'],
    ['the root', 'root: /d', 'root: /e'],
    ['the tolerance', 'root: /d', 'root: /d, timeTolerance: 1s'],
    ['the password file', 'passwordFile: p', 'passwordFile: q'],
    ['the module', 'module: A', 'module: B'],
    ['the path', 'path: a', 'path: b'],
    ['the name', '{name: m}', '{name: n}'],
    ['a ceiling', 'extraneous: Keep', 'ceilings: {bytes: none}'],
    ['what is extraneous', 'extraneous: Keep', 'extraneous: Trash'],
    ['a pattern', 'extraneous: Keep', 'exclude: [x]'],
    ['the digest', 'extraneous: Keep', 'digest: xxh128'],
    ['the age of proofs', 'extraneous: Keep', 'verify: {every: 7d}'],
    ['the age of trash', 'extraneous: Keep', 'trash: {keep: 7d}'],
  ])('depend on %s', (_, before, after) => {
    const text = [
      endpoint('i', '{type: RsyncDaemon, host: h, passwordFile: p}'),
      endpoint('d', '{type: Local, root: /d}'),
      mirror('m', '{source: {endpoint: i, module: A}, replicas: [{endpoint: d, path: a}], extraneous: Keep}'),
    ].join('---\n');
    const old = digests([file('a.yaml', text)]);
    const now = digests([file('a.yaml', text.replace(before, after))]);
    expect(now.wrong).toEqual([]);
    expect(now.each.map((it) => it.slice(2))).not.toEqual(old.each.map((it) => it.slice(2)));
    expect(now.all).not.toBe(old.all);
  });
});
