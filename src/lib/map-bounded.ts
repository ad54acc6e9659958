/** Like map for asynchronous work, with at most `bound` of it running at once. The answers keep the order of the items. */
export async function mapBounded<T, U>(items: readonly T[], bound: number, work: (item: T) => Promise<U>): Promise<readonly U[]> {
  const answers: U[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [position, item] of waiting) answers[position] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(bound, items.length) }, lane));
  return answers;
}
