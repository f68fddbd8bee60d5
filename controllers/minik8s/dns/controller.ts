/**
 * Dns objects: `svcIp` follows the cluster IPs of services, and the status says whether every path leads somewhere. Whoever answers
 * for hosts and paths (`kubelet-sim/names`) goes by the services themselves.
 */
import { keyOf, kinds, plainHost, type core, type minik8s } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { ifPresent } from '../../ownership';
import { dnsStatus, freshPaths, type ServiceNamed } from './resolved';

const byService = 'service';
const byHost = 'host';

export const dnsController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const objects = informers.of(kinds.dns);
  const services = informers.of(kinds.services);
  objects.addIndex(byService, ({ metadata: { namespace = '' }, spec }) => [...new Set(spec.paths?.map(({ svcName }) => `${namespace}/${svcName}`))]);
  objects.addIndex(byHost, ({ spec }) => [plainHost(spec.host)]);
  const ofHost = ({ spec }: minik8s.Dns): readonly minik8s.Dns[] => objects.lister.byIndex(byHost, plainHost(spec.host));

  const serviceWatch: Watch<core.Service> = {
    definition: kinds.services,
    keys: ({ metadata: { namespace = '', name = '' } }) => objects.lister.byIndex(byService, `${namespace}/${name}`).map(keyOf),
  };

  /** What one says of its paths concerns the others of its host. */
  const siblingWatch: Watch<minik8s.Dns> = {
    definition: kinds.dns,
    keys: (object, old) => (old && old.metadata.generation === object.metadata.generation ? [] : [...ofHost(object), ...(old ? ofHost(old) : [])].map(keyOf)),
  };

  return {
    name: 'dns-controller',
    for: kinds.dns,
    watches: [serviceWatch as Watch, siblingWatch as Watch],
    async reconcile(key) {
      if (!objects.lister.get(key)) return;
      const serviceNamed: ServiceNamed = (name) => services.lister.get({ namespace: key.namespace, name });
      const fresh = await ifPresent(client.of(kinds.dns).update(key, (current) => {
        const paths = freshPaths(current.spec.paths ?? [], serviceNamed);
        return paths === current.spec.paths || !paths.length ? current : { ...current, spec: { ...current.spec, paths } };
      }));
      if (!fresh) return;
      const written = await ifPresent(client.of(kinds.dns).update(key, (current) => {
        const status = dnsStatus(current, { serviceNamed, sameHost: ofHost(current) }, clock.now());
        return status === current.status ? current : { ...current, status };
      }, { subresource: 'status' }));
      const [now, before] = [written, fresh].map((object) => object?.status?.conditions?.find(({ type }) => type === 'Ready'));
      if (written && now?.status === 'False' && now.message !== before?.message) recorder.event(written, 'Warning', now.reason, now.message);
    },
  };
};
