/** URLs taken apart, and what is no absolute one, as Go's url.ParseRequestURI has it. */

export interface Url {
  readonly scheme: string;
  /** With its port; what was escaped in it is not any more. */
  readonly host: string;
  /** Escaped. */
  readonly path: string;
  readonly query: string;
}

const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/s;

/** Of a text that `requestUriFault` has nothing against. */
export function parseUrl(text: string): Url {
  const [, scheme = '', authority = '', path = '', query = ''] = parts.exec(text.split('#', 1)[0] ?? '') ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { scheme: scheme.toLowerCase(), host: unescape(host), path: scheme === '' || authority || path.startsWith('/') ? escapePath(path) : '', query };
}

/** What has to be escaped in a path and is not. */
const escapePath = (path: string): string => path.replace(/[^A-Za-z0-9\-_.~!$&'()*+,;=:@/%[\]]/gu, (char) => (char.length === 1 && char >= '\ud800' && char <= '\udfff' ? char : encodeURIComponent(char)));

function unescape(host: string): string {
  return host.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8'));
}

export const isRequestUri = (text: string): boolean => requestUriFault(text) === undefined;

/** What is wrong with an absolute URL or absolute path. */
export function requestUriFault(text: string): string | undefined {
   
  if (/[\x00-\x1f\x7f]/.test(text)) return 'net/url: invalid control character in URL';
  if (text === '') return 'empty url';
  if (text === '*') return undefined;
  if (text.startsWith(':')) return 'missing protocol scheme';
  const [, scheme, authority, path = ''] = parts.exec(text) ?? [];
  if (scheme === undefined && !text.startsWith('/')) return 'invalid URI for request';
  // Behind a scheme anything may stand that is no path (`mailto:a`): it is not looked at.
  if (scheme !== undefined && authority === undefined && !path.startsWith('/')) return undefined;
  return (authority === undefined ? undefined : authorityFault(authority)) ?? escapeFault(path);
}

function authorityFault(authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) return 'net/url: invalid userinfo';
  const host = authority.slice(at + 1);
  if (host.startsWith('[')) return bracketFault(host);
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return `invalid port ${JSON.stringify(host.slice(colon))} after host`;
  const bad = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(host);
  return bad ? `invalid character ${JSON.stringify(bad[0])} in host name` : escapeFault(host);
}

function bracketFault(host: string): string | undefined {
  const end = host.lastIndexOf(']');
  if (end < 0) return "missing ']' in host";
  const rest = host.slice(end + 1);
  return /^(:\d*)?$/.test(rest) ? undefined : `invalid port ${JSON.stringify(rest)} after host`;
}

function escapeFault(text: string): string | undefined {
  const bad = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text);
  return bad ? `invalid URL escape ${JSON.stringify(bad[0])}` : undefined;
}
