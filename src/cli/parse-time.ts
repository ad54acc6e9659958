/** A date, and unless it stands alone a time of the day with its zone. */
const FORM = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * Milliseconds since 1970 of a time in ISO 8601: `2027-01-31T08:00:00Z`, `2027-01-31T08:00+01:00`; a date alone is its midnight in UTC.
 * Undefined for anything else, days that no calendar has included.
 */
export function parseTime(text: string): number | undefined {
  const [, date] = FORM.exec(text) ?? [];
  if (date === undefined) return undefined;
  // The 30th of February would be read as a day of March.
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  return Date.parse(text);
}
