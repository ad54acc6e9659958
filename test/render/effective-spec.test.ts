import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Resource } from '../../src/model/resource.ts';
import { effectiveSpec } from '../../src/render/effective-spec.ts';
import { compileBeside, mirror } from '../manifest/helpers.ts';

function resourceIn(text: string): Resource {
  const [resource] = compileBeside(text).resources;
  if (resource === undefined) throw new Error(`no resource in ${text}`);
  return resource;
}

test('everything that was left out, in the form of a manifest', () => {
  const spec = '{source: {endpoint: icc, module: PV}, replicas: [{endpoint: disk, path: pv}, {endpoint: far, path: pv}]}';
  expect(stringify(effectiveSpec(resourceIn(mirror('pv', spec))))).toMatchInlineSnapshot(`
    "apiVersion: replicas/v1
    kind: PoolMirror
    metadata:
      name: pv
      labels: {}
    spec:
      source:
        endpoint: icc
        module: PV
        path: .
      replicas:
        - endpoint: disk
          path: pv
        - endpoint: far
          path: pv
          from: disk:pv
      exclude: []
      include: []
      extraneous: Keep
      ceilings:
        percent: 10
        files: 1000
        bytes: 100GiB
      digest: md5
      verify:
        every: 30d
        budget: 500GiB
        for: none
        source: false
      trash:
        keep: 30d
    "
  `);
});

test.each([
  '',
  'digest: xxh128, verify: {every: 1d1h1m1s1ms, budget: 1537B, for: 90m, source: true}',
  'extraneous: Trash, trash: {keep: 36h}, verify: {budget: none, for: none}',
  'ceilings: {percent: none, files: 0, bytes: 0B}, trash: {keep: 0s}, exclude: [x], include: ["/a/***"]',
])('law: what it prints declares the same: %s', (more) => {
  const written = resourceIn(mirror('a', `{source: {endpoint: far}, replicas: [{endpoint: disk, path: a}], ${more}}`));
  const printed = resourceIn(stringify(effectiveSpec(written)));
  expect(printed.digest).toBe(written.digest);
});
