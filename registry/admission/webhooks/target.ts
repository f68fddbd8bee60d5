/** Where a webhook listens (k8s.io/apiserver pkg/util/webhook client.go, pkg/util/proxy ResolveCluster). */
import type { admissionregistration, core, ObjectKey } from '../../../api';
import { RequestFailure } from './failure';

export type ClientConfig = admissionregistration.WebhookClientConfig;

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Target {
  /** `host:port` as requests name it. */
  readonly authority: string;
  readonly path: string;
  /** Whom the certificate has to name, where that is not the host. */
  readonly serverName: string | undefined;
  address(): Promise<Address>;
}

export type FindService = (key: ObjectKey) => Promise<core.Service | undefined>;

const httpsPort = 443;

export function targetOf({ url, service }: ClientConfig, find: FindService): Target {
  if (service) return serviceTarget(service, find);
  if (!url || !URL.canParse(url)) throw new RequestFailure('webhook configuration must have either service or URL');
  const { hostname, host, port, pathname } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: port ? Number(port) : httpsPort };
  return { authority: host, path: cleaned(pathname), serverName: undefined, address: () => Promise.resolve(address) };
}

function serviceTarget({ namespace = '', name = '', path = '', port = httpsPort }: admissionregistration.ServiceReference, find: FindService): Target {
  const serverName = `${name}.${namespace}.svc`;
  return { authority: `${serverName}:${port}`, path: cleaned(path), serverName, address: async () => addressOf(name, await find({ namespace, name }), port) };
}

/** As Go's path.Join has it. */
const cleaned = (path: string): string => `/${path.split('/').filter((part) => part !== '').join('/')}`;

/**
 * Pods are simulated: nobody listens at a Service's address, and nothing is sent there. A name for this very machine
 * (type ExternalName) is the way to a webhook that runs beside the server.
 */
function addressOf(name: string, service: core.Service | undefined, port: number): Address {
  if (!service) throw new RequestFailure(`service ${JSON.stringify(name)} not found`);
  const { type, clusterIP, externalName = '', ports = [] } = service.spec;
  if (type === 'ExternalName' && isLoopback(externalName)) return { host: externalName, port };
  if (type === 'ClusterIP' && clusterIP === 'None') throw new RequestFailure('cannot route to service with ClusterIP "None"');
  if (type !== 'ExternalName' && !ports.some((each) => each.port === port)) throw new RequestFailure(`no service port ${port} found for service ${JSON.stringify(name)}`);
  throw new RequestFailure(`service ${JSON.stringify(name)} has no endpoint that can be reached from here`);
}

const isLoopback = (host: string): boolean => host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host);
