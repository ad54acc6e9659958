/** Files and bytes. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}
