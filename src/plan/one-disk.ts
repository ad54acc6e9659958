/** A place of a dataset as it is shown, and the file system that it is on; '' where that cannot be told. */
export interface PlaceOnDisk {
  readonly place: string;
  readonly disk: string;
}

/** Which of a dataset's places share a file system: they are one copy wherever copies are counted. A remark for each such group; it holds nothing. */
export function oneDiskRemarks(places: readonly PlaceOnDisk[]): readonly string[] {
  const onDisk = new Map<string, Set<string>>();
  for (const { place, disk } of places) {
    if (disk !== '') onDisk.set(disk, (onDisk.get(disk) ?? new Set()).add(place));
  }
  return [...onDisk.values()]
    .filter((group) => group.size > 1)
    .map((group) => `${listed([...group])} are on one file system: they are one copy`);
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
