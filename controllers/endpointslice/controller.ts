/** Keeps the EndpointSlices of services with selectors (upstream's pkg/controller/endpointslice). */
import { ApiError, formatKey, keyOf, kinds, parseKey, type core } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { podWatch } from '../endpoints/pod-watch';
import { hasSelector, selection } from '../endpoints/selection';
import { podsByNode } from '../pods/by-node';
import { zoneLabel } from './endpoint';
import { manager, wantedSlices } from './service-slices';
import { SliceKeeper } from './slice-keeper';
import { Topology, type Tell } from './topology/topology';
import { TriggerTimes } from './trigger-times';

const zoneOf = ({ metadata: { labels } }: core.Node): string | undefined => labels?.[zoneLabel];

export const endpointSliceController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const services = informers.of(kinds.services);
  const pods = informers.of(kinds.pods);
  const nodes = informers.of(kinds.nodes);
  const selected = selection(services, pods);
  const podsOf = podsByNode(pods);
  const keeper = new SliceKeeper({ client, clock, manager, informer: informers.of(kinds.endpointslices) });
  const times = new TriggerTimes();
  const topology = new Topology(() => nodes.lister.list());

  /** Pods may be known before their node is. */
  const nodeWatch: Watch<core.Node> = {
    definition: kinds.nodes,
    keys: (node, old) => [
      ...(old && zoneOf(old) === zoneOf(node) ? [] : podsOf(node.metadata.name ?? '').flatMap((pod) => selected.servicesOf(pod)).map(keyOf)),
      ...topology.concerned(node, old).map(parseKey),
    ],
  };

  return {
    name: 'endpoint-slice-controller',
    for: kinds.services,
    watches: [podWatch(selected), nodeWatch as Watch, keeper.watch],
    concurrency: 5,
    async reconcile(key) {
      const service = services.lister.get(key);
      if (!service) {
        // Its slices go with it: they have it as their owner.
        keeper.forget(key);
        times.forget(formatKey(key));
        topology.forget(formatKey(key));
        return;
      }
      // Those of other services are made by others (kubernetes#105986).
      if (service.spec.type === 'ExternalName' || !hasSelector(service)) return;
      const backends = selected.podsOf(service);
      const pause = keeper.pause(key, backends.length);
      if (pause > 0) return { requeueAfterMs: pause };
      const tell: Tell = (...words) => recorder.event(service, ...words);
      const changes = topology.plan(service, wantedSlices(service, backends, (name) => nodes.lister.get({ name })), keeper.of(key), tell);
      try {
        // What is on its way out gets no more of them.
        await keeper.apply(key, service.metadata.deletionTimestamp ? { ...changes, create: [] } : changes, times.next(formatKey(key), service, backends));
      } catch (error) {
        if (!ApiError.is(error, 'Conflict')) {
          const message = error instanceof Error ? error.message : String(error);
          recorder.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${formatKey(key)}: ${message}`);
        }
        throw error;
      }
    },
  };
};
