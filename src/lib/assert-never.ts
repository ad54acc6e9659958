/** For the end of a switch over a union that the compiler has shown to be complete. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
