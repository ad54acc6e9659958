/** At most so many at once for each key; waits for all keys of a piece of work before it begins. */
export interface Lanes {
  readonly run: <T>(keys: ReadonlyMap<string, number>, work: () => Promise<T>) => Promise<T>;
}

/** Lanes that are all free. Keys are taken together, so that two pieces of work cannot wait for one another. */
export function createLanes(): Lanes {
  const busy = new Map<string, number>();
  const waiting: { readonly keys: ReadonlyMap<string, number>; readonly go: () => void }[] = [];
  const take = (keys: ReadonlyMap<string, number>): boolean => {
    for (const [key, most] of keys) if ((busy.get(key) ?? 0) >= most) return false;
    for (const key of keys.keys()) busy.set(key, (busy.get(key) ?? 0) + 1);
    return true;
  };
  const free = (keys: ReadonlyMap<string, number>): void => {
    for (const key of keys.keys()) busy.set(key, (busy.get(key) ?? 1) - 1);
    for (let position = 0; position < waiting.length; ) {
      const next = waiting[position];
      if (next !== undefined && take(next.keys)) {
        waiting.splice(position, 1);
        next.go();
      } else position++;
    }
  };
  return {
    async run(keys, work) {
      if (!take(keys)) await new Promise<void>((go) => waiting.push({ keys, go }));
      try {
        return await work();
      } finally {
        free(keys);
      }
    },
  };
}
