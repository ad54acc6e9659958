/** Whether the operating system refused something; `code` is its word (ENOENT, EACCES, ...). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
