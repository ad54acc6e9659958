import type { Code } from './codes.ts';

/** Where in a manifest. Lines and columns count from 1; both 0 when the file as a whole is meant. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong, or worth a remark, in the manifests. All of them are reported, not only the first. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: 'error' | 'remark';
  readonly at: SourcePosition;
  /** Characters from `at.column` that are meant; at least 1. */
  readonly length: number;
  readonly message: string;
  /** What now; '' when the message says it all. */
  readonly hint: string;
}
