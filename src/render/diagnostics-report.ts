import type { Diagnostic } from '../model/diagnostic.ts';

/** What a validation found. */
export interface DiagnosticsReport {
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file, by the path that diagnostics use. */
  readonly sources: ReadonlyMap<string, string>;
  /** How many files were read, and how many manifests were in them. */
  readonly files: number;
  readonly manifests: number;
}
