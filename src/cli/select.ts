import { UsageError } from '../lib/usage-error.ts';
import type { Resource } from '../model/resource.ts';
import { resourceName } from '../model/resource.ts';
import type { Options } from './command.ts';

/** The resources that --only (or-ed) and -l (and-ed) choose; all of them without either. Choosing nothing is an error. */
export function selectResources(resources: readonly Resource[], options: Options): readonly Resource[] {
  const known = new Set(resources.map(resourceName));
  for (const name of options.only) if (!known.has(name)) throw new UsageError(unknownResource(name, known));
  const wanted = new Set(options.only);
  const labels = options.selector.flatMap((text) => text.split(',')).map(parseLabel);
  const chosen = resources.filter((resource) => {
    if (wanted.size > 0 && !wanted.has(resourceName(resource))) return false;
    return labels.every(({ key, value }) => resource.labels[key] === value);
  });
  if (chosen.length === 0 && resources.length > 0)
    throw new UsageError(`no resource has the labels ${options.selector.join(', ')}`);
  return chosen;
}

/** The one resource of that name. */
export function resourceNamed(resources: readonly Resource[], name: string): Resource {
  const found = resources.find((resource) => resourceName(resource) === name);
  if (found === undefined) throw new UsageError(unknownResource(name, new Set(resources.map(resourceName))));
  return found;
}

function unknownResource(name: string, known: ReadonlySet<string>): string {
  const list = known.size === 0 ? 'none is declared' : `declared are ${[...known].sort().join(', ')}`;
  return name.includes('/') ? `there is no ${name}; ${list}` : `"${name}" is not of the form KIND/NAME; ${list}`;
}

function parseLabel(text: string): { readonly key: string; readonly value: string } {
  const [key = '', value, ...more] = text.split('=');
  if (key === '' || value === undefined || more.length > 0) throw new UsageError(`"${text}" is not of the form key=value`);
  return { key, value };
}
