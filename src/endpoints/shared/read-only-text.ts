/** What `test` says of a place that can only be read. */
export const READ_ONLY = 'readable, not writable: good for a source, not for a replica';
