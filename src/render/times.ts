import { secondsText } from '../inventory/decimal-seconds.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a Date reaches from 1970, in seconds. */
const DATE_LIMIT = 8_640_000_000_000;

/** A modification time in UTC: `2026-11-20T06:22:14.5Z`; one that no calendar holds as `@seconds`. */
export function showTime(mtimeNs: bigint): string {
  const [whole = '0', fraction = ''] = secondsText(mtimeNs).split('.');
  const seconds = Number(whole);
  if (mtimeNs < 0n || seconds > DATE_LIMIT) return `@${secondsText(mtimeNs)}`;
  const date = new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length);
  return fraction === '' ? `${date}Z` : `${date}.${fraction}Z`;
}

/** What a plan says of itself that was made as if it were another time. `at`: milliseconds since 1970. */
export function asOfText(at: number): string {
  const time = `${new Date(at).toISOString().slice(0, -'.000Z'.length)}Z`;
  return `As of ${time}, with the world as it is now. This plan cannot be applied.`;
}

/** How long ago, in one rounded-down unit: `3 min ago`; `now` for less than a minute and for times to come. */
export function showAge(at: number, now: number): string {
  const ms = now - at;
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
