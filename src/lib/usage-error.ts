/** The command line, or what it names, is wrong. Caught once, in cli/program.ts: the message on stderr, exit 64. */
export class UsageError extends Error {}
