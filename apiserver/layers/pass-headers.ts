/** Which headers go through, and what is added to them (net/http/httputil ReverseProxy, k8s.io/apimachinery pkg/util/proxy). */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** RFC 9110, 7.6.1, with those that older software means. */
const ofTheConnection: readonly string[] = ['connection', 'proxy-connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** What this server has answered already: who asks, and that it waits for the body. */
const answeredHere: readonly string[] = ['authorization', 'expect', 'host'];

const saysWho = /^x-remote-(?:user|uid|group|extra-.*)$/;

/** Subprotocols that carry a token (k8s.io/apiserver authentication/request/websocket). */
const token = /^base64url\.bearer\.authorization\.k8s\.io\./;

function hopHeaders({ headers: { connection = '' } }: IncomingMessage): Set<string> {
  return new Set([...ofTheConnection, ...connection.split(',').map((name) => name.trim().toLowerCase())]);
}

export function requestHeaders(request: IncomingMessage, upgrade: boolean): OutgoingHttpHeaders {
  const { headers, socket, url = '' } = request;
  const left = hopHeaders(request);
  for (const name of answeredHere) left.add(name);
  const out: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) if (!left.has(name) && !saysWho.test(name)) out[name] = value;
  const question = url.indexOf('?');
  const before = headers['x-forwarded-for'];
  out['x-forwarded-for'] = [...(before === undefined ? [] : [before]), socket.remoteAddress ?? ''].join(', ');
  out['x-forwarded-uri'] = question < 0 ? url : url.slice(0, question);
  out['x-forwarded-host'] = headers.host;
  out['x-forwarded-proto'] = 'https';
  if (upgrade) Object.assign(out, { connection: 'Upgrade', upgrade: headers.upgrade, ...withoutTokens(headers['sec-websocket-protocol']) });
  else Object.assign(out, bodyHeaders(request));
  return out;
}

/** How the body is framed is said anew; whoever sends none says so. */
function bodyHeaders({ method = '', headers }: IncomingMessage): OutgoingHttpHeaders {
  if (headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  return headers['content-length'] === undefined && /^(?:POST|PUT|PATCH)$/.test(method) ? { 'content-length': 0 } : {};
}

function withoutTokens(protocols: string | undefined): OutgoingHttpHeaders {
  if (protocols === undefined) return {};
  return { 'sec-websocket-protocol': protocols.split(',').map((protocol) => protocol.trim()).filter((protocol) => !token.test(protocol)).join(', ') };
}

/** Whose pages may read answers is for this server to say. */
const ofOrigins = /^access-control-/;

export function answerHeaders(answer: IncomingMessage, response: ServerResponse): void {
  const left = hopHeaders(answer);
  if (answer.headers.date !== undefined) response.sendDate = false;
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    if (!left.has(name) && !ofOrigins.test(name)) response.setHeader(name, values.length === 1 ? values[0]! : values);
  }
}
