import { Cron } from 'croner';
import { parseDuration } from '../lib/units.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { errorAt, type Located, nearestAt, type Problem, spanOf } from './located.ts';
import { didYouMean } from './nearest.ts';
import { showValue } from './show-value.ts';
import type { Schedule } from './written.gen.ts';

/** Any fixed moment will do: what never fires after it never fires. */
const REFERENCE = new Date(Date.UTC(2024, 0, 1));

/** What is wrong with a schedule: an expression or time zone that is none, or a time that never comes. */
export function scheduleDiagnostics(schedule: Schedule, node: Located): readonly Diagnostic[] {
  const problems: readonly { readonly key: string; readonly problem: Problem | undefined }[] = [
    { key: 'every', problem: everyProblem(schedule.every) },
    { key: 'timezone', problem: timezoneProblem(schedule.timezone) },
    { key: 'cron', problem: cronProblem(schedule.cron) },
  ];
  return problems.flatMap(({ key, problem }) =>
    problem === undefined ? [] : [errorAt(spanOf(nearestAt(node, [key])), problem)],
  );
}

function everyProblem(every: string | undefined): Problem | undefined {
  if (every === undefined || parseDuration(every) !== 0) return undefined;
  return { code: 'manifest.conflict', message: `every ${every} is no schedule`, hint: 'Write a longer time, such as 5m' };
}

function timezoneProblem(timezone: string | undefined): Problem | undefined {
  if (timezone === undefined || isTimezone(timezone)) return undefined;
  const meant = didYouMean(timezone, Intl.supportedValuesOf('timeZone'));
  const hint = meant || 'Write a name of the tz database, such as Europe/Vienna or UTC';
  return { code: 'manifest.schema', message: `there is no time zone ${showValue(timezone)}`, hint };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function cronProblem(cron: string | undefined): Problem | undefined {
  if (cron === undefined) return undefined;
  const next = nextRun(cron);
  if (next.status === 'unreadable') {
    const hint = 'Five fields: minute, hour, day of month, month, day of week, such as "0 * * * *"';
    return { code: 'manifest.schema', message: `${showValue(cron)} is no cron expression: ${next.why}`, hint };
  }
  if (next.status === 'fires') return undefined;
  return {
    code: 'manifest.conflict',
    message: `the schedule ${showValue(cron)} never fires: no such day comes`,
    hint: 'Correct the day or the month',
  };
}

type Next = { readonly status: 'fires' | 'never' } | { readonly status: 'unreadable'; readonly why: string };

function nextRun(cron: string): Next {
  const fields = cron.split(/\s+/).filter((field) => field !== '').length;
  if (fields !== 5 && !cron.startsWith('@')) return { status: 'unreadable', why: `it has ${fields} fields` };
  try {
    const next = new Cron(cron, { paused: true, mode: '5-part', utcOffset: 0 }).nextRun(REFERENCE);
    return { status: next === null ? 'never' : 'fires' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: 'unreadable', why: error.message.replace(/^Cron\w*: /, '').replace(/\.$/, '') };
  }
}
