import type { Action } from '../model/action.ts';
import type { Decision } from '../model/plan.ts';
import type { Painter, Tone } from './painter.ts';
import type { FileChange } from './plan-files.ts';

/** Plain ASCII: the same on every terminal. */
export type PlanSymbol = '>' | '-' | '!' | '.' | '?' | '=' | '+' | '~' | '#' | '*';

/** What each symbol stands for, in the order of the legend. */
const SYMBOLS: Readonly<Record<PlanSymbol, { readonly meaning: string; readonly tone: Tone }>> = {
  '>': { meaning: 'copy', tone: 'good' },
  '#': { meaning: 'read and compare', tone: 'quiet' },
  '*': { meaning: 'publish', tone: 'good' },
  '-': { meaning: 'remove', tone: 'danger' },
  '!': { meaning: 'held for a person', tone: 'hold' },
  '.': { meaning: 'waiting', tone: 'quiet' },
  '?': { meaning: 'unknown', tone: 'danger' },
  '=': { meaning: 'as declared', tone: 'quiet' },
  '+': { meaning: 'new', tone: 'good' },
  '~': { meaning: 'changed', tone: 'change' },
};

/** The symbol in its colour. */
export function painted(symbol: PlanSymbol, painter: Painter): string {
  return painter[SYMBOLS[symbol].tone](symbol);
}

/** `Legend: > copy  = as declared`: only the symbols that were used. */
export function legendText(used: ReadonlySet<string>, painter: Painter): string {
  const parts = Object.entries(SYMBOLS)
    .filter(([symbol]) => used.has(symbol))
    .map(([symbol, { meaning, tone }]) => `${painter[tone](symbol)} ${meaning}`);
  return `Legend: ${parts.join('  ')}`;
}

export function actionSymbol(action: Action): PlanSymbol {
  if (action.hold !== undefined) return '!';
  switch (action.type) {
    case 'transfer':
      return '>';
    case 'verify':
      return '#';
    case 'publish':
      return '*';
    case 'remove':
      return '-';
  }
}

/** The symbol of a decision as a whole: of what is done first, or of the state. */
export function decisionSymbol(decision: Decision): PlanSymbol {
  switch (decision.status) {
    case 'settled':
      return '=';
    case 'todo': {
      const first = decision.actions.find((action) => action.hold === undefined);
      return first === undefined ? '!' : actionSymbol(first);
    }
    case 'held':
      return '!';
    case 'waiting':
      return '.';
    case 'unknown':
      return '?';
  }
}

export function fileSymbol(change: FileChange['change']): PlanSymbol {
  switch (change) {
    case 'new':
      return '+';
    case 'update':
      return '~';
    case 'remove':
      return '-';
    case 'read':
      return '#';
  }
}
