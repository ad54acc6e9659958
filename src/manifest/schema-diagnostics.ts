import type { Diagnostic } from '../model/diagnostic.ts';
import { FIELDS_BY_TYPE } from './fields.gen.ts';
import { errorAt, type Located, nearestAt, type Problem, type Span, spanOf } from './located.ts';
import { didYouMean } from './nearest.ts';
import { showChoice, showValue } from './show-value.ts';
import type { SchemaError } from './validators.gen.js';

/** A manifest that does not fit the schema of its kind. */
interface Misfit {
  readonly kind: string;
  readonly root: Located;
  readonly errors: readonly SchemaError[];
}

/** What ajv found wrong, said for people: each at the very key or value, with the word that was probably meant. */
export function schemaDiagnostics(misfit: Misfit): readonly Diagnostic[] {
  return misfit.errors.filter((error) => says(error, misfit.errors)).map((error) => diagnosticOf(misfit, error));
}

/**
 * False for what only repeats: `if` (its branch says more), a lacking `type` (the discriminator says more), and of a `oneOf`
 * either the branches or the choice itself: for a map with trouble inside, that trouble; otherwise the choice.
 */
function says(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === 'if') return false;
  if (error.keyword === 'required' && error.params.missingProperty === 'type') {
    return !all.some((other) => other.keyword === 'discriminator' && other.instancePath === error.instancePath);
  }
  const choice = all.find((other) => other.keyword === 'oneOf' && isAtOrBelow(error.instancePath, other.instancePath));
  if (choice === undefined) return true;
  const inside = all.some((other) => isTroubleInside(other, choice));
  return inside ? isTroubleInside(error, choice) : error === choice;
}

function isTroubleInside(error: SchemaError, choice: SchemaError): boolean {
  if (typeof choice.data !== 'object' || choice.data === null || error.keyword === 'oneOf') return false;
  return isAtOrBelow(error.instancePath, choice.instancePath) && !(error.keyword === 'type' && error.data === choice.data);
}

function isAtOrBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

function diagnosticOf(misfit: Misfit, error: SchemaError): Diagnostic {
  const path = error.instancePath.split('/').slice(1).map(unescaped);
  const node = nearestAt(misfit.root, path);
  if (error.keyword === 'additionalProperties') return unknownKey(misfit, error, path);
  if (error.keyword === 'required') return errorAt(headOf(node), missingKey(error, path));
  if (error.keyword === 'discriminator') return wrongType(misfit, node, path);
  if (error.keyword === 'false schema') return errorAt(node.key, notTogether(path));
  return errorAt(spanOf(node), { code: 'manifest.schema', ...wrongValue(error, fieldName(path)) });
}

function unknownKey(misfit: Misfit, error: SchemaError, path: readonly string[]): Diagnostic {
  const key = textOf(error.params.additionalProperty);
  const span = nearestAt(misfit.root, [...path, key]).key;
  const owners = path.length === 1 && path[0] === 'spec' ? typesWith(misfit.kind, key) : [];
  if (owners.length > 0) {
    const type = textOf(nearestAt(misfit.root, ['spec', 'type']).value);
    return errorAt(span, {
      code: 'manifest.schema',
      message: `${key} belongs to ${owners.join(' and ')}, not to ${type}`,
      hint: 'Remove it, or change the type',
    });
  }
  const known = keysOf(error.parentSchema.properties);
  const hint = didYouMean(key, known) || `Known here: ${known.join(', ')}`;
  return errorAt(span, { code: 'manifest.schema', message: `${containerName(path)} has no key ${showValue(key)}`, hint });
}

function typesWith(kind: string, field: string): readonly string[] {
  return Object.entries(FIELDS_BY_TYPE[kind] ?? {})
    .filter(([, fields]) => fields.includes(field))
    .map(([type]) => type);
}

function missingKey(error: SchemaError, path: readonly string[]): Problem {
  const key = textOf(error.params.missingProperty);
  if (path.at(-1) === 'schedule') {
    const hint = 'Write for example {every: 5m} or {cron: "0 * * * *"}';
    return { code: 'manifest.schema', message: `${containerName(path)} lacks every or cron`, hint };
  }
  const written = typeof error.data === 'object' && error.data !== null ? Object.keys(error.data) : [];
  const known = keysOf(error.parentSchema.properties);
  const slip = written.filter((name) => !known.includes(name)).find((name) => didYouMean(name, [key]) !== '');
  const hint = slip === undefined ? '' : `Is ${showValue(slip)} meant to be it?`;
  return { code: 'manifest.schema', message: `${containerName(path)} lacks ${showValue(key)}`, hint };
}

function wrongType(misfit: Misfit, node: Located, path: readonly string[]): Diagnostic {
  const types = Object.keys(FIELDS_BY_TYPE[misfit.kind] ?? {});
  const type = node.children.get('type');
  if (type === undefined) {
    const message = `${containerName(path)} lacks "type"`;
    return errorAt(headOf(node), { code: 'manifest.schema', message, hint: `Types are ${showChoice(types)}` });
  }
  const message = `${fieldName([...path, 'type'])} must be ${showChoice(types)}, not ${showValue(type.value)}`;
  return errorAt(spanOf(type), { code: 'manifest.schema', message, hint: didYouMean(textOf(type.value), types) });
}

/** Keys that exclude each other are said with a schema of `false`. */
function notTogether(path: readonly string[]): Problem {
  const key = path.at(-1) ?? '';
  const other = path.at(-2) === 'schedule' ? 'cron' : 'modules';
  return {
    code: 'manifest.schema',
    message: `${fieldName(path)} cannot stand together with ${other}`,
    hint: `Remove ${key} or ${other}`,
  };
}

function wrongValue(error: SchemaError, name: string): Pick<Problem, 'message' | 'hint'> {
  const written = error.data === null ? 'it is empty' : `not ${showValue(error.data)}`;
  const words = wordsOf(error);
  if (words.length > 0) {
    return {
      message: `${name} must be ${showChoice(words)}, ${written}`,
      hint: words.length > 1 ? didYouMean(textOf(error.data), words) : '',
    };
  }
  const own = error.parentSchema.errorMessage;
  if (typeof own === 'string') return { message: `${name} ${own}${isEmptyList(error) ? '' : `, ${written}`}` };
  return { message: `${name} must be ${typeName(error)}, ${written}` };
}

function wordsOf(error: SchemaError): readonly string[] {
  if (error.keyword === 'const') return [textOf(error.schema)];
  return error.keyword === 'enum' && Array.isArray(error.schema) ? error.schema.map(textOf) : [];
}

function isEmptyList(error: SchemaError): boolean {
  return error.keyword === 'minItems';
}

function typeName(error: SchemaError): string {
  if (error.keyword === 'oneOf') return 'a name or a map';
  switch (error.schema) {
    case 'object':
      return 'a map of keys';
    case 'array':
      return 'a list';
    case 'string':
      return 'text';
    default:
      return showValue(error.schema);
  }
}

/** The key of a value, or the first key in it: a whole map is too much to point at. */
function headOf(node: Located): Span {
  if (node.key !== node.span) return node.key;
  const [first] = node.children.values();
  return first?.key ?? spanOf(node);
}

/** `replicas[0].path` for the path of a value; what is in a spec is called without `spec.`. */
function fieldName(path: readonly string[]): string {
  const shown = path[0] === 'spec' && path.length > 1 ? path.slice(1) : path;
  return shown.map((key, at) => (/^\d+$/.test(key) ? `[${key}]` : `${at > 0 ? '.' : ''}${key}`)).join('') || 'the manifest';
}

function containerName(path: readonly string[]): string {
  return path.length === 1 && path[0] === 'spec' ? 'the spec' : fieldName(path);
}

function keysOf(properties: unknown): readonly string[] {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A step of a JSON pointer. */
function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
