import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { compileManifests } from '../../src/manifest/compile.ts';
import { schemaKind, schemaText } from '../../src/manifest/schema-text.ts';
import { WRITTEN_KINDS } from '../../src/manifest/validate.ts';

const EXAMPLES = readdirSync('manifests').filter((name) => name.endsWith('.yaml'));

it('what is generated from the schemas is not stale', () => {
  expect(execFileSync(process.execPath, ['scripts/gen.mjs', '--check'], { encoding: 'utf8' })).toBe('');
});

it('a kind is found in any case of letters', () => {
  expect(schemaKind('poolmirror')).toBe('PoolMirror');
  expect(schemaKind('pool')).toBeUndefined();
});

describe.each([...WRITTEN_KINDS, 'Manifest'] as const)('the schema of %s', (kind) => {
  const schema: unknown = JSON.parse(schemaText(kind));

  it('is the file in schemas/', () => {
    const name = kind.replaceAll(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    expect(schema).toEqual(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')));
  });

  it('describes every field', () => {
    expect(undescribed(schema, kind)).toEqual([]);
  });
});

it('the schema for editors accepts the examples as a plain JSON Schema, and refuses a mistake', () => {
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(JSON.parse(schemaText('Manifest')));
  const documents: unknown[] = EXAMPLES.flatMap((name) =>
    parseAllDocuments(readFileSync(`manifests/${name}`, 'utf8')).map((it) => it.toJS()),
  );
  expect(documents).toHaveLength(5);
  for (const document of documents) expect([validate(document), validate.errors]).toEqual([true, null]);
  expect(validate(parse('{apiVersion: replicas/v1, kind: Endpoint, metadata: {name: a}, spec: {type: Local, rooot: /a}}'))).toBe(
    false,
  );
  expect(validate(parse('{apiVersion: replicas/v1, kind: Endpoin, metadata: {name: a}, spec: {}}'))).toBe(false);
});

it('the examples are valid, and name their schema', () => {
  const files = EXAMPLES.map((name) => ({ path: `manifests/${name}`, bytes: readFileSync(`manifests/${name}`) }));
  const compiled = compileManifests(files);
  expect(compiled.diagnostics.filter((it) => it.severity === 'error')).toEqual([]);
  expect([...compiled.endpoints.keys()].toSorted()).toEqual(['archive', 'icc', 'mirror2']);
  expect(compiled.resources.map((it) => it.name)).toEqual(['pv']);
  for (const { bytes } of files) {
    expect(bytes.toString('utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/manifest.schema.json');
  }
});

/** Names of properties and definitions without a description, their own or the one that they refer to. */
function undescribed(schema: unknown, name: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) => {
    const below = undescribed(part, `${name}.${key}`);
    if ((key !== 'properties' && key !== '$defs') || typeof part !== 'object' || part === null) return below;
    const bare = Object.entries(part).filter(
      ([, it]) => typeof it === 'object' && it !== null && !('description' in it) && !('$ref' in it),
    );
    return [
      ...bare.filter(() => !name.includes('.if') && !name.includes('.allOf')).map(([field]) => `${name}.${field}`),
      ...below,
    ];
  });
}
