import { Buffer } from 'node:buffer';
import { open, rm } from 'node:fs/promises';

/** Bytes of one listing, at most: an index counts them in 32 bits. */
export const LISTING_CEILING: number = 2 ** 32 - 1;

/** One read takes at most this much; the kernel gives no more than 2 GiB at once. */
const STEP = 2 ** 30;

/** The content of a listing in the scratch directory, which is removed. Empty where there is none. */
export async function takeListing(path: string): Promise<Buffer> {
  const bytes = await contentOf(path);
  await rm(path, { force: true });
  return bytes;
}

async function contentOf(path: string): Promise<Buffer> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, Math.min(STEP, size - length), length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
