// Makes from schemas/*.schema.json, one per kind: the combined schema for editors, the types of what is written in manifests, the
// precompiled validators, and the schemas as a module. `--check` writes nothing, names the files that are stale and exits 1.
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';

const KINDS = { Endpoint: 'endpoint', PoolMirror: 'pool-mirror', NotificationChannel: 'notification-channel' };
const NOTICE = 'Generated from schemas/ by `npm run gen`; do not edit.';

const root = new URL('../', import.meta.url);
const schemas = Object.fromEntries(Object.entries(KINDS).map(([kind, file]) => [kind, read(`schemas/${file}.schema.json`)]));
const definitions = sharedDefinitions();
const combined = combinedSchema();

const files = {
  'schemas/manifest.schema.json': `${JSON.stringify(combined, null, 2)}\n`,
  'src/manifest/schemas.gen.ts': schemasModule(),
  'src/manifest/fields.gen.ts': fieldsModule(),
  'src/manifest/written.gen.ts': await typesModule(),
  'src/manifest/validators.gen.js': validatorsModule(),
  'src/manifest/validators.gen.d.ts': validatorTypes(),
};

if (process.argv.includes('--check')) check();
else for (const [path, text] of Object.entries(files)) writeFileSync(new URL(path, root), text);

function check() {
  const stale = Object.keys(files).filter((path) => textOf(path) !== files[path]);
  for (const path of stale) console.error(`${path} is stale. Make it anew with: npm run gen`);
  if (stale.length > 0) process.exitCode = 1;
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

/** The text of a file, or undefined when it is not there. */
function textOf(path) {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** All `$defs` of all kinds under one roof. Each schema stands alone, so what is shared is written in each: the same in each. */
function sharedDefinitions() {
  const all = {};
  for (const [kind, schema] of Object.entries(schemas)) {
    for (const [name, definition] of Object.entries(schema.$defs)) {
      if (name in all && JSON.stringify(all[name]) !== JSON.stringify(definition)) {
        throw new Error(`schemas: $defs/${name} of ${kind} is not what another kind says; make them equal`);
      }
      all[name] = definition;
    }
  }
  return all;
}

/** A schema without what only a document of its own has. */
function body({ $schema: _dialect, $id: _id, $defs: _definitions, ...rest }) {
  return rest;
}

function combinedSchema() {
  const kinds = Object.keys(KINDS);
  const perKind = Object.fromEntries(kinds.map((kind) => [kind, body(schemas[kind])]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'manifest.schema.json',
    $comment: NOTICE,
    description: 'A manifest of any kind, for editors.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { $ref: '#/$defs/apiVersion' },
      kind: { description: 'What is declared here.', enum: kinds },
      metadata: { $ref: '#/$defs/metadata' },
    },
    allOf: kinds.map((kind) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      then: { $ref: `#/$defs/${kind}` },
    })),
    $defs: { ...perKind, ...definitions },
  };
}

function schemasModule() {
  const documents = { ...schemas, Manifest: combined };
  const entries = Object.entries(documents).map(
    ([name, schema]) => `  ${name}: ${JSON.stringify(JSON.stringify(schema, null, 2))},`,
  );
  return `// ${NOTICE}\n/** The JSON Schema of each kind, and of a manifest of any kind, as text. */\nexport const SCHEMA_TEXTS = {\n${entries.join('\n')}\n} as const;\n`;
}

/** For each kind whose spec is a union by `type`: the fields of each type. */
function fieldsModule() {
  const fields = Object.fromEntries(Object.entries(schemas).map(([kind, schema]) => [kind, fieldsByType(schema)]));
  const type = 'Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>';
  return `// ${NOTICE}\n/** By kind and by type: the fields that a spec of that type may have. */\nexport const FIELDS_BY_TYPE: ${type} = ${JSON.stringify(fields, null, 2)};\n`;
}

function fieldsByType(schema) {
  const branches = (schema.properties.spec.oneOf ?? []).map((branch) => schema.$defs[branch.$ref.slice('#/$defs/'.length)]);
  return Object.fromEntries(branches.map((branch) => [branch.properties.type.const, Object.keys(branch.properties)]));
}

async function typesModule() {
  const names = Object.fromEntries(Object.keys(KINDS).map((kind) => [`${kind}Manifest`, body(schemas[kind])]));
  const schema = { oneOf: Object.keys(names).map((name) => ({ $ref: `#/$defs/${name}` })), $defs: { ...names, ...definitions } };
  return compile(schema, 'WrittenManifest', {
    bannerComment: `// ${NOTICE}`,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: false,
    style: { singleQuote: true, printWidth: 130 },
  });
}

function validatorsModule() {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    discriminator: true,
    // Lengths are left to patterns, so that no helper of ajv is needed at run time.
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(['errorMessage']);
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  const exports = Object.fromEntries(Object.entries(schemas).map(([kind, schema]) => [`validate${kind}`, schema.$id]));
  const code = standalone.default(ajv, exports);
  if (code.includes('require(')) throw new Error('schemas: a keyword needs a helper of ajv at run time; say it with a pattern');
  return `// ${NOTICE}\n${code}\n`;
}

function validatorTypes() {
  const kinds = Object.keys(KINDS);
  return `// ${NOTICE}
import type { ${kinds.map((kind) => `${kind}Manifest`).join(', ')} } from './written.gen.ts';

/** What does not fit, as ajv says it. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: unknown;
  readonly parentSchema: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** True when the value fits; otherwise \`errors\` says all that does not, until the next call. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

${kinds.map((kind) => `export declare const validate${kind}: Validator<${kind}Manifest>;`).join('\n')}
`;
}
