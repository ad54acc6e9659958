import type { CST } from 'yaml';

/** True when a parsed text nests deeper than `limit`. Walks level by level, so that depth itself costs no stack. */
export function nestsDeeperThan(tokens: readonly CST.Token[], limit: number): boolean {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(inside);
  }
  return false;
}

function inside(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, 'value' in item ? item.value : undefined].filter(isPresent));
}

function isPresent(token: CST.Token | null | undefined): token is CST.Token {
  return token !== null && token !== undefined;
}
