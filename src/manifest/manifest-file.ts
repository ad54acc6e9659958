import type { Diagnostic } from '../model/diagnostic.ts';
import { errorInFile, type SourceText, sourceText } from './located.ts';

/** One file of manifests, as read. `path` as it is shown; files that it names are relative to its directory. */
export interface ManifestFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a file says, or why it cannot be read as text. */
export type Decoded =
  | { readonly status: 'text'; readonly source: SourceText }
  | { readonly status: 'refused'; readonly diagnostic: Diagnostic };

/** Larger files are not manifests that a person wrote. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a file as UTF-8, with or without a byte order mark. What is too large, binary or in another encoding is refused. */
export function decodeManifestFile(file: ManifestFile): Decoded {
  const { bytes, path } = file;
  const reason = whyNotText(bytes);
  if (reason !== undefined) {
    return { status: 'refused', diagnostic: errorInFile(path, { code: 'manifest.syntax', ...reason }) };
  }
  return { status: 'text', source: sourceText(path, new TextDecoder('utf-8').decode(bytes)) };
}

/** The texts of the files that are text, by path: for code frames. */
export function sourceTexts(files: readonly ManifestFile[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, new TextDecoder('utf-8').decode(file.bytes.subarray(0, MAX_BYTES))]));
}

function whyNotText(bytes: Uint8Array): { readonly message: string; readonly hint: string } | undefined {
  if (bytes.length > MAX_BYTES) {
    return {
      message: `the file is too large for a manifest: ${bytes.length} bytes, at most ${MAX_BYTES}`,
      hint: 'Split it into several files, or move it out of the directory of manifests',
    };
  }
  if (hasUtf16Mark(bytes)) return { message: 'the file is UTF-16, not UTF-8', hint: 'Save it as UTF-8' };
  if (bytes.includes(0)) {
    return { message: 'the file is binary (it holds NUL bytes)', hint: 'Move it out of the directory of manifests' };
  }
  return isUtf8(bytes) ? undefined : { message: 'the file is not UTF-8', hint: 'Save it as UTF-8' };
}

function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
