const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['PB', 1e15],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
  ['PiB', 2 ** 50],
]);

/** Milliseconds of a duration such as `30s`, `1h30m`, `7d`: whole numbers, larger units first. Undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (parts === null || text === '') return undefined;
  const units = [...DURATION_UNITS.values()];
  const ms = units.map((unit, at) => unit * Number(parts[at + 1] ?? 0)).reduce((sum, part) => sum + part, 0);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** Bytes of a size such as `500MiB`, `10GB`, `1.5 TB`: the unit is needed, `0B` included. Undefined when it is not one. */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text);
  const unit = SIZE_UNITS.get(parts?.[2] ?? '');
  if (parts?.[1] === undefined || unit === undefined) return undefined;
  const bytes = Math.round(Number(parts[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes for a reader, in SI units: `0 B`, `999 B`, `3.4 kB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const names = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes / 1000;
  let at = 0;
  // 999,950 bytes would round to 1000.0 kB: the next unit then says it better.
  while (value >= 999.95 && at < names.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value.toFixed(1)} ${names[at]}`;
}

/** A duration in milliseconds for a reader: its two largest units: `120 ms`, `3 s`, `4 min 10 s`, `2 h`, `5 d 3 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  const parts = [
    { amount: Math.floor(seconds / 86_400), name: 'd' },
    { amount: Math.floor(seconds / 3600) % 24, name: 'h' },
    { amount: Math.floor(seconds / 60) % 60, name: 'min' },
    { amount: seconds % 60, name: 's' },
  ];
  const first = parts.findIndex((part) => part.amount > 0);
  const shown = parts.slice(first, first + 2).filter((part) => part.amount > 0);
  return shown.map((part) => `${part.amount} ${part.name}`).join(' ');
}

/** A whole number for a reader, grouped by thousands: `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `1,234 files`. */
export function formatFiles(count: number): string {
  return count === 1 ? '1 file' : `${formatCount(count)} files`;
}
