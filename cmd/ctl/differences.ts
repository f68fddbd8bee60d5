/** What an object was meant to be and is not. */
import { isFields, memberAt, type Fields } from './member';

/** Which members of `wanted` are another in `stored`, as paths. What only the server says is none of them. */
export function differences(wanted: Fields, stored: Fields, keptOtherwise: readonly string[] = []): string[] {
  const { metadata, ...rest } = wanted;
  const labels = { labels: memberAt(metadata, 'labels'), annotations: memberAt(metadata, 'annotations') };
  const said = Object.fromEntries(Object.entries(rest).filter(([name]) => !['apiVersion', 'kind', 'status'].includes(name)));
  return differ({ metadata: labels, ...said }, stored, '').filter((path) => !keptOtherwise.includes(path));
}

function differ(wanted: unknown, stored: unknown, at: string): string[] {
  // As good as not said: the server may have chosen.
  if (wanted === undefined || wanted === null || wanted === '') return [];
  if (isFields(wanted)) return Object.entries(wanted).flatMap(([name, member]) => differ(member, memberAt(stored, name), at ? `${at}.${name}` : name));
  if (!Array.isArray(wanted)) return wanted === (stored ?? zeros[typeof wanted]) ? [] : [at];
  const elements = Array.isArray(stored) ? stored : [];
  return elements.length === wanted.length ? wanted.flatMap((element, i) => differ(element, elements[i], `${at}[${i}]`)) : [at];
}

/** What a server that leaves out what is unset means. */
const zeros: Readonly<Record<string, unknown>> = { number: 0, boolean: false };
