import type { Tools } from '../../lib/tools.ts';
import type { SshEndpoint } from '../../model/endpoint.ts';
import { LEASE_MARK } from '../endpoint.ts';
import { runRemote } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** Longer than the script takes that has something to end; a host that is down is not waited for. */
const LIMITS = { idleMs: 15_000, deadlineMs: 20_000 };

/**
 * Ends what carries the name of a lease at the far side: TERM, two seconds, KILL. Done also while the program is being stopped. A
 * host that cannot be reached keeps its strays: whoever reaches it next for the same place comes here again.
 */
export async function endStraysRemotely(endpoint: SshEndpoint, owner: string, tools: Tools): Promise<void> {
  await runRemote(endpoint, [strayScript(owner)], { ...tools, limits: LIMITS, signal: new AbortController().signal });
}

/**
 * `marked` prints those of the processes given that carry the mark in their environment, but for this shell and what it came from. It takes
 * no grep: coreutils and find are all that must be there. A newline in a value becomes a blank, so that none can look like an entry.
 */
function strayScript(owner: string): string {
  return `
[ -r /proc/$$/environ ] || exit 0
marked() {
  for pid; do
    case "$pid" in "$$" | "$PPID") continue ;; esac
    entries=$(tr '\\0\\n' '\\n ' 2>/dev/null <"/proc/$pid/environ")
    case "
$entries
" in *"
"${shellQuote(`${LEASE_MARK}=${owner}`)}"
"*) printf ' %s' "$pid" ;; esac
  done
}
gone() {
  for turn in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.2 || sleep 1
    left=$(marked $left)
    [ -n "$left" ] || exit 0
  done
}
left=$(marked $(find /proc -maxdepth 1 -name '[0-9]*' -user "$(id -u)" 2>/dev/null | tr -d -c '0-9\\n'))
[ -n "$left" ] || exit 0
kill -TERM $left
gone
kill -KILL $left
gone`;
}
