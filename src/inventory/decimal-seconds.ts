const NS_DIGITS = 9;

/** Nanoseconds as decimal seconds, without trailing zeros. */
export function secondsText(ns: bigint): string {
  const negative = ns < 0n;
  const digits = (negative ? -ns : ns).toString().padStart(NS_DIGITS + 1, '0');
  const fraction = digits.slice(-NS_DIGITS).replace(/0+$/, '');
  const whole = `${negative ? '-' : ''}${digits.slice(0, -NS_DIGITS)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** Decimal seconds as nanoseconds; digits beyond the ninth are dropped. 0 for `-`. */
export function nanoseconds(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return 0n;
  const [, sign, whole, fraction = ''] = match;
  const value = BigInt(`${whole}${fraction.slice(0, NS_DIGITS).padEnd(NS_DIGITS, '0')}`);
  return sign === '-' ? -value : value;
}
