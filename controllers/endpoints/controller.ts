/** Keeps the Endpoints of services with selectors (upstream's pkg/controller/endpoint). */
import { ApiError, formatKey, keyOf, kinds, same, omit, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { triggerTimeAnnotation } from '../endpointslice/plan';
import { TriggerTimes } from '../endpointslice/trigger-times';
import { ifPresent } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { podWatch } from './pod-watch';
import { hasSelector, selection } from './selection';
import { subsetsOf, truncate } from './subsets';

const headlessLabel = 'service.kubernetes.io/headless';
const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';
const largeService = 100;
const pausePerPodMs = 0.1;

export const endpointsController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const services = informers.of(kinds.services);
  const selected = selection(services, informers.of(kinds.pods));
  const endpoints = informers.of(kinds.endpoints);

  // Endpoints go with their service, also those kept by hand; endpoints that never had one stay.
  const deleted = new Set<string>();
  services.on({
    added: (service) => deleted.delete(formatKey(keyOf(service))),
    deleted(service) {
      const key = keyOf(service);
      if (endpoints.lister.get(key)) deleted.add(formatKey(key));
    },
  });

  const times = new TriggerTimes();

  /** Every write carries all addresses: a large service is written less often, or a rollout would cost its size squared. */
  const written = new Map<string, number>();
  function pause(key: string, pods: number): number {
    const now = clock.monotonic();
    const left = pods > largeService ? (written.get(key) ?? -Infinity) + pods * pausePerPodMs - now : 0;
    if (left <= 0) written.set(key, now);
    return left;
  }

  async function write(wanted: core.Endpoints, current: core.Endpoints | undefined): Promise<void> {
    try {
      if (current || !(await created(wanted))) await update(wanted);
    } catch (error) {
      if (!current && isNamespaceTerminating(error)) return;
      const message = error instanceof Error ? error.message : String(error);
      const name = formatKey(keyOf(wanted));
      if (current) recorder.event(current, 'Warning', 'FailedToUpdateEndpoint', `Failed to update endpoint ${name}: ${message}`);
      else recorder.event(wanted, 'Warning', 'FailedToCreateEndpoint', `Failed to create endpoint for service ${name}: ${message}`);
      throw error;
    }
  }

  /** False: they are there already although the informer has not shown them. */
  async function created(wanted: core.Endpoints): Promise<boolean> {
    try {
      await client.of(kinds.endpoints).create(wanted);
      return true;
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return false;
      throw error;
    }
  }

  /** Those that were deleted meanwhile are made when the informer has shown it. */
  async function update(wanted: core.Endpoints): Promise<void> {
    const { labels, annotations } = wanted.metadata;
    await ifPresent(client.of(kinds.endpoints).update(keyOf(wanted), (live) =>
      (sameEndpoints(live, wanted) ? live : { ...wanted, metadata: { ...live.metadata, labels, annotations } })));
  }

  return {
    name: 'endpoint-controller',
    for: kinds.services,
    watches: [
      podWatch(selected),
      // Endpoints that somebody changed or deleted are put right.
      { definition: kinds.endpoints, keys: (object) => [keyOf(object)] },
    ],
    concurrency: 5,
    async reconcile(key) {
      const service = services.lister.get(key);
      const current = endpoints.lister.get(key);
      if (!service) {
        if (current && (deleted.delete(formatKey(key)) || isManaged(current))) await ifPresent(client.of(kinds.endpoints).delete(key));
        written.delete(formatKey(key));
        times.forget(formatKey(key));
        return undefined;
      }
      // Without a selector the endpoints are kept by hand; who is a name elsewhere has none here (kubernetes#105986).
      if (!hasSelector(service) || service.spec.type === 'ExternalName') return undefined;
      const pods = selected.podsOf(service);
      const wanted = endpointsFor(service, pods, current);
      const isInOrder = current && sameEndpoints(current, wanted);
      const waitMs = isInOrder ? 0 : pause(formatKey(key), pods.length);
      if (waitMs > 0) return { requeueAfterMs: waitMs };
      const since = times.next(formatKey(key), service, pods);
      if (!isInOrder) await write(withTriggerTime(wanted, since), current);
      return undefined;
    },
  };
};

const isManaged = ({ metadata }: core.Endpoints): boolean => metadata.labels?.[managedByLabel] === 'endpoint-controller';

/** Pure: the Endpoints as they should be. */
function endpointsFor(service: core.Service, pods: readonly core.Pod[], current: core.Endpoints | undefined): core.Endpoints {
  const { subsets, truncated } = truncate(subsetsOf(service, pods));
  const kept = Object.entries(current?.metadata.annotations ?? {}).filter(([key]) => key !== overCapacityAnnotation);
  const annotations = Object.fromEntries(truncated ? [...kept, [overCapacityAnnotation, 'truncated']] : kept);
  const labels = { ...service.metadata.labels, [managedByLabel]: 'endpoint-controller', ...(service.spec.clusterIP === 'None' && { [headlessLabel]: '' }) };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service.metadata.name, namespace: service.metadata.namespace, labels, ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...(subsets.length > 0 && { subsets }),
  };
}

/** Since when what they tell is so (kubernetes/enhancements network_programming_latency). */
function withTriggerTime(endpoints: core.Endpoints, time: string | undefined): core.Endpoints {
  const others: Record<string, string> = omit(endpoints.metadata.annotations ?? {}, triggerTimeAnnotation);
  const annotations = time === undefined ? others : { ...others, [triggerTimeAnnotation]: time };
  return { ...endpoints, metadata: { ...endpoints.metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined } };
}

const sameEndpoints = (a: core.Endpoints, b: core.Endpoints): boolean =>
  same(a.subsets ?? [], b.subsets ?? []) && same(a.metadata.labels ?? {}, b.metadata.labels ?? {}) && same(a.metadata.annotations ?? {}, b.metadata.annotations ?? {});
