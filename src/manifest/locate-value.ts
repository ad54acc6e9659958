import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, type SourceText, type Span, showPlace } from './located.ts';

/** Values that aliases may add to one document; more is an attack or an accident. */
const MAX_ALIASED = 10_000;

/** What one walk through a document gathers. */
interface Walk {
  readonly source: SourceText;
  readonly anchors: Map<string, Located>;
  readonly diagnostics: Diagnostic[];
  aliased: number;
}

/** Plain data and positions of a YAML node. Aliases are followed within bounds, a key stands once; all trouble is reported. */
export function locateValue(
  source: SourceText,
  node: unknown,
): { readonly root: Located; readonly diagnostics: readonly Diagnostic[] } {
  const walk: Walk = { source, anchors: new Map(), diagnostics: [], aliased: 0 };
  return { root: locate(walk, node, undefined), diagnostics: walk.diagnostics };
}

function locate(walk: Walk, node: unknown, key: Span | undefined): Located {
  if (isAlias(node)) return followed(walk, node, key);
  const span = spanOfNode(walk, node, key);
  const located = locatedNode(walk, node, { span, key: key ?? span });
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) walk.anchors.set(node.anchor, located);
  return located;
}

type Place = Pick<Located, 'span' | 'key'>;

function locatedNode(walk: Walk, node: unknown, place: Place): Located {
  if (isMap(node)) return locatedMap(walk, node, place);
  if (isSeq(node)) return locatedList(walk, node, place);
  return { value: isScalar(node) ? plain(node.value) : null, ...place, children: new Map(), size: 1 };
}

function locatedMap(walk: Walk, map: YAMLMap<unknown, unknown>, place: Place): Located {
  const children = new Map<string, Located>();
  for (const pair of map.items) {
    const name = keyOf(walk, pair, place.span);
    if (name === undefined) continue;
    const keySpan = spanOfNode(walk, pair.key, place.span);
    const first = children.get(name);
    if (first === undefined) children.set(name, locate(walk, pair.value, keySpan));
    else walk.diagnostics.push(duplicateKey(name, keySpan, first.key));
  }
  const value = Object.fromEntries(Array.from(children, ([name, child]) => [name, child.value]));
  return { value, ...place, children, size: sizeOf(children) };
}

function locatedList(walk: Walk, list: YAMLSeq<unknown>, place: Place): Located {
  const children = new Map(list.items.map((item, at) => [String(at), locate(walk, item, undefined)]));
  return { value: Array.from(children.values(), (child) => child.value), ...place, children, size: sizeOf(children) };
}

/** What an alias stands for: the value of its anchor, pointed at where the alias is written. */
function followed(walk: Walk, alias: Alias, key: Span | undefined): Located {
  const span = spanOfNode(walk, alias, key);
  const place: Place = { span, key: key ?? span };
  const target = walk.anchors.get(alias.source);
  const nothing: Located = { value: null, ...place, children: new Map(), size: 1 };
  if (target === undefined) {
    const message = `the alias *${alias.source} has no anchor &${alias.source} before it, or stands inside it`;
    walk.diagnostics.push(
      errorAt(span, {
        code: 'manifest.syntax',
        message,
        hint: `If a text that begins with * is meant, write it in quotes: "*${alias.source}"`,
      }),
    );
    return nothing;
  }
  const before = walk.aliased;
  walk.aliased += target.size;
  if (walk.aliased <= MAX_ALIASED) return { ...target, ...place };
  if (before <= MAX_ALIASED) {
    const message = `the aliases of this document stand for more than ${MAX_ALIASED} values`;
    walk.diagnostics.push(errorAt(span, { code: 'manifest.syntax', message, hint: 'Write the values out' }));
  }
  return nothing;
}

function keyOf(walk: Walk, pair: Pair<unknown, unknown>, map: Span): string | undefined {
  if (isScalar(pair.key)) return String(pair.key.value ?? '');
  const message = 'a key must be text, not a list, a map or an alias';
  walk.diagnostics.push(errorAt(spanOfNode(walk, pair.key, map), { code: 'manifest.syntax', message }));
  return undefined;
}

function duplicateKey(name: string, span: Span, first: Span): Diagnostic {
  const message = `the key "${name}" stands twice; the first is at ${showPlace(first)}`;
  return errorAt(span, { code: 'manifest.syntax', message, hint: 'Remove one of them' });
}

function sizeOf(children: ReadonlyMap<string, Located>): number {
  let size = 1;
  for (const child of children.values()) size += child.size;
  return size;
}

/** Where a node is written; nothing, just behind `fallback`, where none is. */
function spanOfNode(walk: Walk, node: unknown, fallback: Span | undefined): Span {
  const { source } = walk;
  if ((isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)) && node.range) {
    return { source, start: node.range[0], end: node.range[1] };
  }
  const at = fallback?.end ?? 0;
  return { source, start: at, end: at };
}

/** What the core schema of YAML can give; anything else (a tag's own type) becomes its text. */
function plain(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value ?? '');
}
