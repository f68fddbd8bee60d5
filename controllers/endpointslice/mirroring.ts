/** Mirrors Endpoints that are kept by hand, for services without selectors, to EndpointSlices (upstream's pkg/controller/endpointslicemirroring). */
import { keyOf, kinds, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { hasSelector } from '../endpoints/selection';
import { limit, manager, mirror, type Mirrored } from './mirrored';
import { planSlices } from './plan';
import { SliceKeeper } from './slice-keeper';

const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
/** Endpoints that were used as a lock by older leader elections. */
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';

export const endpointSliceMirroringController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const services = informers.of(kinds.services);
  const endpoints = informers.of(kinds.endpoints);
  const keeper = new SliceKeeper({ client, clock, manager, informer: informers.of(kinds.endpointslices) });

  function warn(about: core.Endpoints, { invalid, tooMany }: Mirrored): void {
    if (invalid > 0) recorder.event(about, 'Warning', 'InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`);
    if (tooMany === 0) return;
    recorder.event(about, 'Warning', 'TooManyAddressesToMirror',
      `A max of ${limit} addresses can be mirrored to EndpointSlices per Endpoints subset. ${tooMany + invalid} addresses were skipped`);
  }

  const isMirrored = ({ metadata: { labels, annotations, deletionTimestamp } }: core.Endpoints): boolean =>
    labels?.[skipLabel] !== 'true' && annotations?.[leaderAnnotation] === undefined && deletionTimestamp === undefined;

  return {
    name: 'endpoint-slice-mirroring-controller',
    for: kinds.endpoints,
    watches: [
      { definition: kinds.services, keys: (service, old) => (old && hasSelector(old as core.Service) === hasSelector(service as core.Service) ? [] : [keyOf(service)]) },
      keeper.watch,
    ],
    concurrency: 5,
    async reconcile(key) {
      const source = endpoints.lister.get(key);
      const service = services.lister.get(key);
      const existing = keeper.of(key);
      if (!source || !service || hasSelector(service) || !isMirrored(source)) {
        await keeper.apply(key, { create: [], update: [], remove: existing });
        keeper.forget(key);
        return;
      }
      const pause = keeper.pause(key, 0);
      if (pause > 0) return { requeueAfterMs: pause };
      const mirrored = mirror(source);
      const changes = planSlices(mirrored.wanted, existing);
      if (changes.create.length + changes.update.length + changes.remove.length > 0) warn(source, mirrored);
      await keeper.apply(key, changes);
    },
  };
};
