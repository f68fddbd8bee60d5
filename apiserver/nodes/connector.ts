/**
 * The way to simulated kubelets. A node says on which port its kubelet listens; it is looked for on loopback only, never at the node's
 * address, and spoken to when it says that it serves this very node: nothing of a request reaches anybody else who may listen there.
 */
import { get, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { ApiError, kinds, kubeletPortOf, loopback, servedNodeHeader, type Clock, type core } from '../../api';
import type { Registry } from '../../registry';
import type { NodeConnection, NodeConnector, Request, Response } from '../dialect';
import { requestHeaders } from '../layers/pass-headers';
import { giveBack, passOn } from '../layers/passing';
import { upgradeOf } from '../layers/upgrade';
import { kubeletPath, tailOf } from './kubelet-path';

/** Of the kubelet's answer to whether it is there. */
const patienceMs = 5000;

/** As upstream reads of an error (k8s.io/apiserver registry/generic/rest response_checker.go). */
const longestRefusal = 2048;

export interface ConnectorDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  /** What is followed ends with it. */
  readonly closing: AbortSignal;
}

interface Kubelet {
  readonly node: string;
  readonly port: number;
  /** As clients know it: `172.18.0.2:10250`. */
  readonly address: string;
}

export function connectNodes({ registry, clock, closing }: ConnectorDeps): NodeConnector {
  async function connect(connection: NodeConnection, request: Request, response: Response): Promise<void> {
    const kubelet = kubeletOf(await registry.of(kinds.nodes).get({ name: connection.destination.node }));
    const path = kubeletPath(connection, request.url);
    if (path === undefined) throw unreachable(connection, connection.destination.address ?? '', '');
    if (!(await serves(kubelet, clock))) throw unreachable(connection, kubelet.address, path);
    if (connection.subresource === 'proxy' && redirected(request, response)) return;
    const open = (): ClientRequest => httpRequest({
      host: loopback, port: kubelet.port, method: request.method, path: path.replace(/^(?=\?|$)/, '/'), agent: false,
      headers: { ...requestHeaders(request, upgradeOf(request) !== undefined), host: kubelet.node },
    });
    if (connection.subresource === 'log') return readText(open(), closing, request, response);
    return passOn({ open, closing, refuse: (error) => refuse(response, `error dialing backend: ${error.message}`) }, request, response);
  }

  return { connect };
}

function kubeletOf(asked: core.Node): Kubelet {
  const { metadata: { name = '' }, status } = asked;
  const port = kubeletPortOf(asked);
  const address = status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
  return { node: name, port, address: `${address.includes(':') ? `[${address}]` : address}:${port}` };
}

/** Whether the kubelet is there. */
async function serves({ node, port }: Kubelet, clock: Clock): Promise<boolean> {
  if (port < 1 || port > 65535) return false;
  const asking = get({ host: loopback, port, path: '/healthz', agent: false, headers: { host: node } });
  const timer = clock.after(patienceMs, () => asking.destroy());
  try {
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined).resume();
    return answer.statusCode === 200 && answer.headers[servedNodeHeader] === node;
  } catch {
    return false; // Whatever listens there is no kubelet.
  } finally {
    timer.cancel();
    asking.on('error', () => undefined);
  }
}

/** As upstream's reads of each kind put it (k8s.io/apimachinery pkg/util/proxy, k8s.io/apiserver registry/generic/rest). */
function unreachable({ subresource }: NodeConnection, address: string, path: string): ApiError {
  const fault = `dial tcp ${address}: connect: connection refused`;
  if (subresource === 'log') return ApiError.unknown(`Get ${JSON.stringify(`https://${address}${path}`)}: ${fault}`);
  if (subresource === 'proxy') return ApiError.nobodyThere(`error trying to reach service: ${fault}`);
  return ApiError.unknown(`error dialing backend: ${fault}`);
}

/** A page's links are relative to a folder (UpgradeAwareHandler). */
function redirected({ method, url, originalUrl }: Request, response: Response): boolean {
  const tail = tailOf(url);
  if (!/^(?:GET|HEAD)$/.test(method) || !/^(?:\?|$)/.test(tail)) return false;
  const at = originalUrl.length - tail.length;
  response.writeHead(301, { Location: `${originalUrl.slice(0, at)}/${tail}` }).end();
  return true;
}

/** The text of a log; what the kubelet refuses is refused in a Status. */
async function readText(outgoing: ClientRequest, closing: AbortSignal, request: Request, response: Response): Promise<void> {
  const done = new Promise<void>((resolve) => { response.once('close', resolve); });
  response.once('close', () => outgoing.destroy());
  // One that breaks later shows in the answer.
  outgoing.on('error', () => undefined).end();
  const answer = await once(outgoing, 'response').then(([first]) => first as IncomingMessage, (error: Error) => {
    throw ApiError.unknown(error.message);
  });
  const { statusCode = 500 } = answer;
  if (statusCode < 200 || statusCode > 206) throw refusal(statusCode, await beginningOf(answer));
  giveBack(closing, answer, request, response);
  await done;
}

function refusal(code: number, text: string): ApiError {
  if (code === 400) return ApiError.badRequest(text);
  if (code === 500) return ApiError.internal(text);
  return ApiError.fromStatus({ code, reason: code === 404 ? 'NotFound' : '', message: text });
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= longestRefusal) break;
  }
  return Buffer.concat(chunks).subarray(0, longestRefusal).toString().trimEnd();
}

/** When it is too late for a Status: the way there was found, and lost. */
function refuse(response: Response, text: string): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
