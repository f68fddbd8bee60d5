/**
 * The document's nginx: one HTTP server on loopback for the hosts of all Dns objects. A request goes on, within this process, to
 * the kubelet of the node that the chosen pod runs on, which answers for ports of pods (`../server/routes/ports.ts`); what it
 * does with bodies, and when the client goes, holds here too.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '../../api';
import { plain } from '../server/call';
import { backendOf } from './backends';
import type { Directory } from './directory';
import { askedBy, routeOf } from './routing';

export interface Gateway {
  readonly port: number;
  close(): Promise<void>;
}

/** The kubelets of this process: the path and the Host of a request say what is meant. */
export interface Kubelets {
  serves(node: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
}

export interface GatewayDeps {
  readonly directory: Directory;
  readonly random: Random;
  /** Undefined: they listen elsewhere. */
  readonly kubelets: Kubelets | undefined;
}

export const gatewayAddress = '127.0.0.1';

/** `port` 0: a free one. Rejects when it cannot be had. */
export function startGateway(port: number, deps: GatewayDeps): Promise<Gateway> {
  const server = createServer((request, response) => answer(deps, request, response));
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, gatewayAddress, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

function answer({ directory, random, kubelets }: GatewayDeps, request: IncomingMessage, response: ServerResponse): void {
  const asked = askedBy(request.headers.host, request.url ?? '');
  if (!asked) return plain(response, 400, 'bad request: a host and a path are needed\n');
  if (!directory.ready()) return plain(response, 503, 'the gateway is starting\n');
  const objects = directory.dnsOf(asked.host);
  if (!objects.length) return plain(response, 404, `no Dns object has the host ${JSON.stringify(asked.host)}\n`);
  const route = routeOf(objects, asked);
  if (!route) return plain(response, 404, `no path of ${JSON.stringify(asked.host)} fits ${asked.path}\n`);
  const backend = backendOf(directory, random, route);
  if ('code' in backend) return plain(response, backend.code, `${backend.reason}\n`);
  const { pod: { metadata: { namespace = '', name = '' }, spec: { nodeName = '' } }, port } = backend;
  if (!kubelets?.serves(nodeName)) return plain(response, 502, `the kubelet of node ${JSON.stringify(nodeName)} is not in this process\n`);
  // The kubelet is told the host that the client asked for, and tells the pod.
  request.headers['x-forwarded-host'] = request.headers.host;
  request.headers.host = nodeName;
  request.url = `/podProxy/${namespace}/${name}/${port}${route.path}`;
  return kubelets.answer(request, response);
}
