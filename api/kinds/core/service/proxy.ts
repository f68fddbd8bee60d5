/** services/proxy: one of the pods behind the service (kubernetes pkg/registry/core/service/storage ResourceLocation). */
import type { CallContext, Connection, Destination } from '../../../definition';
import { ApiError } from '../../../errors';
import type { ObjectKey } from '../../../object';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import { endpoints } from '../endpoints';
import { pods } from '../pods';
import { hostPort, proxyVerbs } from '../proxying';

const options = schemaFor<core.ServiceProxyOptions>('core.v1.ServiceProxyOptions');

export const serviceProxy: Connection<core.Service, core.ServiceProxyOptions> = {
  type: 'connection',
  verbs: proxyVerbs,
  schema: options,
  options,
  carries: 'request',
  async locate(service, _options, context) {
    const { name = '', namespace = '' } = service.metadata;
    const portName = nameOfPort(service, context.port);
    const { subsets = [] } = await context.cluster.of(endpoints).get({ namespace, name });
    for (const { addresses = [], ports = [] } of shuffled(subsets, context)) {
      const port = ports.find((each) => (each.name ?? '') === portName);
      if (!port) continue;
      for (const address of shuffled(addresses, context)) {
        const found = await behind(address, port.port, namespace, context);
        if (found) return found;
      }
    }
    throw ApiError.nobodyThere(`no endpoints available for service ${JSON.stringify(name)}`);
  },
};

/** Endpoints name their ports; a service of one port need not. */
function nameOfPort({ metadata: { name = '' }, spec: { ports = [] } }: core.Service, asked: string): string {
  if (!/^\d+$/.test(asked)) return asked;
  const found = ports.find(({ port }) => String(port) === asked);
  if (!found) throw ApiError.nobodyThere(`no service port ${asked} found for service ${JSON.stringify(name)}`);
  return found.name ?? '';
}

/** Beginning anywhere, so that no pod gets it all. */
function shuffled<T>(items: readonly T[], { random }: CallContext): readonly T[] {
  const at = Math.floor(random.float() * items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Only to addresses that are those of pods: endpoints can be written by anybody. */
async function behind({ ip, targetRef }: core.EndpointAddress, port: number, namespace: string, { cluster }: CallContext): Promise<Destination | undefined> {
  if (targetRef?.kind !== 'Pod' || targetRef.namespace !== namespace || !targetRef.name) return undefined;
  const key: ObjectKey = { namespace, name: targetRef.name };
  try {
    const { spec: { nodeName }, status } = await cluster.of(pods).get(key);
    return nodeName && status.podIPs?.some((each) => each.ip === ip) ? { node: nodeName, pod: key, address: hostPort(ip, port) } : undefined;
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}
