/** URLs (Kubernetes pkg/cel/library/urls.go over Go's net/url). */
import { member, overload, type Library } from '../types/declarations';
import { bool, listOf, mapOf, string, sealed } from '../types/types';
import { ArrayList, EntryMap } from '../values/collections';
import { fail } from '../values/errors';
import { traverseFirst } from '../values/sizes';
import { Opaque, type Value } from '../values/values';
import { isRequestUri, parseUrl, requestUriFault, type Url } from './url-parts';

const urlType = sealed('kubernetes.URL');

class UrlValue extends Opaque {
  readonly type = urlType;

  constructor(readonly text: string, readonly url: Url) {
    super();
  }

  equals(other: Opaque): boolean {
    return other instanceof UrlValue && other.text === this.text;
  }
}

function url(text: string): Value {
  const fault = requestUriFault(text);
  return fault === undefined ? new UrlValue(text, parseUrl(text)) : fail(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: ${fault}`);
}

const hostname = ({ host }: Url): string => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
const port = ({ host }: Url): string => /:(\d*)$/.exec(host)?.[1] ?? '';

/** Parts that are not well-formed are left out, as Go leaves them out. */
function query({ url: { query: text } }: UrlValue): Value {
  const values = new Map<string, string[]>();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [key, value] = [decode(pair.split('=', 1)[0] ?? ''), decode(pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '')];
    if (key === undefined || value === undefined) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return EntryMap.of(Array.from(values, ([key, each]) => [key, new ArrayList(each)] as const));
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

const part = (fn: string, id: string, read: (url: Url) => string) => member(fn, id, [urlType], string, (value: UrlValue) => read(value.url));

export const urlLibrary: Library = {
  types: [urlType],
  overloads: [
    overload('url', 'string_to_url', [string], urlType, url, traverseFirst),
    overload('isURL', 'is_url_string', [string], bool, isRequestUri),
    part('getScheme', 'url_get_scheme', ({ scheme }) => scheme),
    part('getHost', 'url_get_host', ({ host }) => host),
    part('getHostname', 'url_get_hostname', hostname),
    part('getPort', 'url_get_port', port),
    part('getEscapedPath', 'url_get_escaped_path', ({ path }) => path),
    member('getQuery', 'url_get_query', [urlType], mapOf(string, listOf(string)), query),
  ],
};
