import { formatBytes, formatCount } from '../lib/units.ts';
import { showText } from '../model/names.ts';
import type { DatasetStatus, Health, ReplicaStatus, StatusDocument } from '../model/status.ts';
import { columns } from './columns.ts';
import type { Painter, Tone } from './painter.ts';
import { showAge } from './times.ts';
import { areOrIs, count } from './words.ts';

/** `wide`: also dataset, extraneous files, verified, fresh. `now`: milliseconds since 1970; ages are told from it. */
export interface StatusTextOptions {
  readonly detail: 'normal' | 'wide';
  readonly painter: Painter;
  readonly now: number;
}

const NORMAL = ['HEALTH', 'RESOURCE', 'REPLICA', 'STATE', 'FILES', 'BYTES', 'BEHIND', 'LAST SUCCESS'];
const WIDE = ['DATASET', 'EXTRANEOUS', 'VERIFIED', 'FRESH'];
const RIGHT: ReadonlySet<number> = new Set([4, 5]);

const TONES: Readonly<Record<Health, Tone>> = {
  Healthy: 'good',
  Copying: 'change',
  Degraded: 'hold',
  AtRisk: 'danger',
  Unknown: 'danger',
};

/** A status for people: a sentence that sums up, a line per replica, what needs a person, with the command, and what a person should know. */
export function renderStatusText(status: StatusDocument, options: StatusTextOptions): string {
  const { datasets } = status;
  const blocks = [
    summary(status, options),
    ...table(datasets, options),
    ...needs(datasets, options.painter),
    ...remarks(datasets, options.now),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function summary({ datasets, lastPass }: StatusDocument, { now }: StatusTextOptions): string {
  const works = datasets.some(({ replicas }) => replicas.some(({ lease }) => lease?.holder !== undefined));
  if (lastPass === undefined)
    return works ? 'The first pass is at work' : `${healthSentence(datasets)} (no pass yet; to begin, run: reconcile)`;
  const pass = `last pass ${age(lastPass.endedAt, now)}, exit ${lastPass.exit}`;
  const silent = now - Date.parse(lastPass.endedAt) > LONG_AGO_MS ? '. Does cron still run it?' : '';
  return `${healthSentence(datasets)} (${pass})${silent}`;
}

function healthSentence(datasets: readonly DatasetStatus[]): string {
  const all = datasets.length;
  if (all === 0) return 'Nothing is known of any dataset';
  const unwell = datasets.filter(({ health }) => health !== 'Healthy' && health !== 'Copying').length;
  if (unwell > 0) return `${unwell} of ${count(all, 'dataset')} ${unwell === 1 ? 'needs' : 'need'} attention`;
  if (datasets.every(isCopiedOnly))
    return `${all === 1 ? 'The only dataset is' : `All ${count(all, 'dataset')} are`} copied; none was read back yet`;
  const copying = datasets.filter(({ health }) => health === 'Copying').length;
  if (copying > 0 && copying < all) return `${copying} of ${count(all, 'dataset')} ${areOrIs(copying)} Copying, the rest Healthy`;
  const health: Health = copying > 0 ? 'Copying' : 'Healthy';
  return all === 1 ? `The only dataset is ${health}` : `All ${count(all, 'dataset')} are ${health}`;
}

/** So long without a pass is worth a question, whatever the schedule. */
const LONG_AGO_MS = 2 * 24 * 60 * 60 * 1000;

/** Every replica equals its source by size and time, but not by what was read back. */
function isCopiedOnly({ health, replicas }: DatasetStatus): boolean {
  return health === 'Copying' && replicas.every((replica) => replica.state === 'copied');
}

function table(datasets: readonly DatasetStatus[], options: StatusTextOptions): readonly string[] {
  if (datasets.length === 0) return [];
  const rows = datasets.flatMap((dataset) => datasetRows(dataset, options));
  const heading = options.detail === 'wide' ? [...NORMAL, ...WIDE] : NORMAL;
  const [head = '', ...lines] = columns([heading, ...rows.map((row) => row.cells)], RIGHT);
  const painted = lines.map((line, at) => paintFirst(line, rows[at]?.health ?? 'Unknown', options.painter));
  return [[options.painter.quiet(head), ...painted].join('\n')];
}

interface Row {
  readonly health: Health;
  readonly cells: readonly string[];
}

function datasetRows(dataset: DatasetStatus, options: StatusTextOptions): readonly Row[] {
  const { health } = dataset;
  const name = `${dataset.kind}/${dataset.resource}`;
  if (dataset.replicas.length === 0) return [{ health, cells: [health, name, '-', '-', '-', '-', '-', '-'] }];
  return dataset.replicas.map((replica) => {
    const normal = [
      health,
      name,
      placeText(replica),
      replica.state,
      ...amounts(replica),
      age(replica.lastSuccessAt, options.now),
    ];
    return { health, cells: options.detail === 'wide' ? [...normal, ...wideCells(dataset, replica, options.now)] : normal };
  });
}

function amounts(replica: ReplicaStatus): readonly string[] {
  const { files, bytes, behindFiles, behindBytes } = replica;
  const behind = behindFiles === 0 ? '-' : `${count(behindFiles, 'file')}, ${formatBytes(behindBytes)}`;
  return [formatCount(files), formatBytes(bytes), behind];
}

function wideCells(dataset: DatasetStatus, replica: ReplicaStatus, now: number): readonly string[] {
  const { freshUntil } = replica;
  const fresh = freshUntil === '' ? '-' : Date.parse(freshUntil) >= now ? `until ${freshUntil}` : `ended ${age(freshUntil, now)}`;
  return [showText(dataset.dataset), formatCount(replica.extraneousFiles), age(replica.verifiedAt, now), fresh];
}

function needs(datasets: readonly DatasetStatus[], painter: Painter): readonly string[] {
  const lines = datasets.flatMap(({ kind, resource, needs: each }) =>
    each.map(({ code, message, command }) => {
      const line = `  ${kind}/${resource}: ${painter.hold(code)}: ${showText(message)}`;
      return command === '' || message.endsWith(command) ? line : `${line}\n    ${painter.command(showText(command))}`;
    }),
  );
  // Replicas that lack the same thing need one person once.
  return lines.length === 0 ? [] : [['Needs a person:', ...new Set(lines)].join('\n')];
}

function remarks(datasets: readonly DatasetStatus[], now: number): readonly string[] {
  const lines = datasets.flatMap(({ kind, resource, remarks: each, replicas }) =>
    [...each, ...replicas.flatMap((replica) => leaseRemarks(replica, now))].map(
      (remark) => `  ${kind}/${resource}: ${showText(remark)}`,
    ),
  );
  return lines.length === 0 ? [] : [['To know:', ...new Set(lines)].join('\n')];
}

/** How long a take-over is news. */
const NEWS_MS = 7 * 24 * 60 * 60 * 1000;

function leaseRemarks(replica: ReplicaStatus, now: number): readonly string[] {
  const { holder, takenOver } = replica.lease ?? {};
  const place = placeText(replica);
  const isNews = takenOver !== undefined && now - Date.parse(takenOver.at) < NEWS_MS;
  return [
    ...(holder === undefined
      ? []
      : [`process ${holder.pid} on ${holder.host} works on ${place}, since ${age(holder.since, now)}`]),
    ...(isNews ? [`the lease of ${place} was taken over from ${takenOver.from}, ${age(takenOver.at, now)}`] : []),
  ];
}

function paintFirst(line: string, health: Health, painter: Painter): string {
  return `${painter[TONES[health]](health)}${line.slice(health.length)}`;
}

function placeText({ endpoint, path }: ReplicaStatus): string {
  return `${endpoint}:${path === '' ? '.' : showText(path)}`;
}

function age(time: string, now: number): string {
  return time === '' ? 'never' : showAge(Date.parse(time), now);
}
