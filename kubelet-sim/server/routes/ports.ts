/** /portForward (pkg/kubelet/server/server.go getPortForward), and the way of `/proxy`, which no kubelet has: here pods have no addresses of their own. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { core } from '../../../api';
import { forward } from '../../ports/forward';
import { isListening, steadOf, type LoopbackTarget, type PodPort } from '../../ports/ports';
import { respond } from '../../ports/responder';
import { forwardOverChannels } from '../../streams/channel-ports';
import { forwardOverSpdy, type Forward } from '../../streams/spdy/ports';
import { acceptSpdy, isSpdy } from '../../streams/spdy/upgrade';
import { acceptWebSocket, isWebSocket, tunnelOf } from '../../streams/web-socket';
import { plain, podOf, Refusal, type Call, type Route } from '../call';

const protocol = 'portforward.k8s.io';
/** SPDY in messages: kubectl since 1.31 (KEP-4006). */
const tunnelled = `SPDY/3.1+${protocol}`;
const inChannels = 'v4.channel.k8s.io';

export const portForward: Route = {
  methods: ['GET', 'POST'], path: '/portForward/{namespace}/{pod}',
  async handle(call) {
    const pod = runningPod(call);
    const to: Forward = (bytes, port) => forward(bytes, placeOf(call, pod, port), call);
    if (isSpdy(call)) return forwardOverSpdy(acceptSpdy(call, [protocol]).bytes, to, call.signal);
    if (!isWebSocket(call)) throw new Refusal(400, 'you must use the SPDY/3.1 or the WebSocket protocol\n');
    const accepted = await acceptWebSocket(call, [tunnelled, inChannels]);
    if (accepted?.protocol === tunnelled) forwardOverSpdy(tunnelOf(accepted.socket), to, call.signal);
    else if (accepted) forwardOverChannels(accepted.socket, portsOf(call.query), to);
  },
};

const portsOf = (query: URLSearchParams): number[] => query.getAll('port').flatMap((text) => text.split(',')).map(Number).filter((port) => Number.isInteger(port) && port > 0 && port < 65536);

function runningPod(call: Call): core.Pod {
  const pod = podOf(call);
  if (pod.status.phase !== 'Running') throw new Refusal(500, `pod not found ("${pod.metadata.name ?? ''}_${pod.metadata.namespace ?? ''}")`);
  return pod;
}

const placeOf = ({ world }: Call, pod: core.Pod, port: number): PodPort => ({ pod, port, answer: world.answerOf?.(pod, port) });

export const podProxy: Route = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], path: '/podProxy/{namespace}/{pod}/{port}/*',
  async handle(call) {
    const { at, rest, request, response } = call;
    nameAskedHost(request);
    const place = placeOf(call, podOf(call), Number(at.port));
    const path = rest.startsWith('/') ? rest : `/${rest}`;
    const stead = steadOf(place, call);
    const address = `${place.pod.status.podIP ?? ''}:${place.port}`;
    if (stead && 'target' in stead) return passOn(call, stead.target, path, address);
    // A program is there for forwarded ports alone.
    if (stead) return refuse(call, address);
    if (place.pod.status.phase !== 'Running' || !isListening(place)) return refuse(call, address);
    await respond(place, path, request, response);
  },
};

/** On the way here Host says which node is meant; the pod is told whom the client asked (UpgradeAwareHandler leaves the Host of a request as it is). */
function nameAskedHost({ headers }: IncomingMessage): void {
  const asked = headers['x-forwarded-host'];
  if (typeof asked === 'string') headers.host = asked;
}

/** As the API server says it of a pod where nobody listens. */
function refuse({ response }: Call, address: string): void {
  plain(response, 503, `error trying to reach service: dial tcp ${address}: connect: connection refused`);
}

async function passOn(call: Call, { host, port }: LoopbackTarget, path: string, address: string): Promise<void> {
  const { request, response, signal } = call;
  const outgoing = httpRequest({ host, port, method: request.method, path, headers: request.headers, agent: false, signal });
  outgoing.on('error', () => (response.headersSent ? response.destroy() : refuse(call, address)));
  outgoing.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy()).pipe(response);
  });
  request.pipe(outgoing);
  await once(response, 'close');
}
