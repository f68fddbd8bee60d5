/**
 * Dns objects: `svcIp` follows the cluster IPs of services, and the status says whether every path leads somewhere. Whoever answers
 * for hosts and paths (`kubelet-sim/names`) goes by the services themselves.
 */
import { keyOf, kinds, type core } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { ifPresent } from '../../ownership';
import { dnsStatus, freshPaths, type ServiceNamed } from './resolved';

const byService = 'service';

export const dnsController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const objects = informers.of(kinds.dns);
  const services = informers.of(kinds.services);
  objects.addIndex(byService, ({ metadata: { namespace = '' }, spec }) => [...new Set(spec.paths?.map(({ svcName }) => `${namespace}/${svcName}`))]);

  const serviceWatch: Watch<core.Service> = {
    definition: kinds.services,
    keys: ({ metadata: { namespace = '', name = '' } }) => objects.lister.byIndex(byService, `${namespace}/${name}`).map(keyOf),
  };

  return {
    name: 'dns-controller',
    for: kinds.dns,
    watches: [serviceWatch as Watch],
    async reconcile(key) {
      if (!objects.lister.get(key)) return;
      const serviceNamed: ServiceNamed = (name) => services.lister.get({ namespace: key.namespace, name });
      const fresh = await ifPresent(client.of(kinds.dns).update(key, (current) => {
        const paths = freshPaths(current.spec.paths ?? [], serviceNamed);
        return paths === current.spec.paths || !paths.length ? current : { ...current, spec: { ...current.spec, paths } };
      }));
      if (!fresh) return;
      const written = await ifPresent(client.of(kinds.dns).update(key, (current) => {
        const status = dnsStatus(current, serviceNamed, clock.now());
        return status === current.status ? current : { ...current, status };
      }, { subresource: 'status' }));
      const [now, before] = [written, fresh].map((object) => object?.status?.conditions?.find(({ type }) => type === 'Ready'));
      if (written && now?.status === 'False' && now.message !== before?.message) recorder.event(written, 'Warning', now.reason, now.message);
    },
  };
};
