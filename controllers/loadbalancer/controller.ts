/**
 * Gives services of type LoadBalancer an address, as the cloud's part of a cluster does (kubernetes
 * staging/src/k8s.io/cloud-provider/controllers/service). Nothing balances there.
 */
import { keyOf, kinds, same, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { OwnWrites } from '../own-writes';
import { ifPresent, uidOf, withoutFinalizer } from '../ownership';
import { addressesOf, addressFor } from './addresses';

const finalizer = 'service.kubernetes.io/load-balancer-cleanup';
/** Addresses come free when others are given back. */
const retryMs = 10_000;
const byKind = 'has or wants a load balancer';

const has = ({ metadata: { finalizers } }: core.Service): boolean => finalizers?.includes(finalizer) ?? false;

/** With a class it is another's (KEP-1959). */
const wants = ({ metadata: { deletionTimestamp }, spec: { type, loadBalancerClass } }: core.Service): boolean =>
  type === 'LoadBalancer' && loadBalancerClass === undefined && deletionTimestamp === undefined;

const concerned = (service: core.Service): boolean => wants(service) || has(service);

const withFinalizer = (service: core.Service, present: boolean): core.Service =>
  (has(service) === present ? service
    : { ...service, metadata: { ...service.metadata, finalizers: [...withoutFinalizer(service, finalizer), ...(present ? [finalizer] : [])] } });

export const loadBalancerController: ControllerFactory = ({ client, informers, recorder }) => {
  const resource = client.of(kinds.services);
  const services = informers.of(kinds.services);
  const own = new OwnWrites(services);
  services.addIndex(byKind, (service) => (concerned(service) || addressesOf(service).length > 0 ? [''] : []));

  const takenByOthers = (service: core.Service): Set<string> =>
    new Set(services.lister.byIndex(byKind, '').filter((other) => uidOf(other) !== uidOf(service)).flatMap((other) => addressesOf(own.newest(other))));

  const mark = (service: core.Service, present: boolean): Promise<core.Service | undefined> =>
    ifPresent(resource.update(keyOf(service), (current) => (uidOf(current) === uidOf(service) ? withFinalizer(current, present) : current)));

  async function setStatus(service: core.Service, loadBalancer: core.LoadBalancerStatus): Promise<void> {
    const written = await ifPresent(resource.update(keyOf(service), (current) => (
      uidOf(current) !== uidOf(service) || same(current.status.loadBalancer ?? {}, loadBalancer) ? current : { ...current, status: { ...current.status, loadBalancer } }
    ), { subresource: 'status' }));
    if (written) own.note(written);
  }

  async function release(service: core.Service): Promise<void> {
    recorder.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    if (!service.metadata.deletionTimestamp) await setStatus(service, {});
    await mark(service, false);
    recorder.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  }

  async function ensure(service: core.Service): Promise<void | { readonly requeueAfterMs: number }> {
    const answer = addressFor(service, takenByOthers(service));
    if ('address' in answer && has(service) && same(addressesOf(service), [answer.address])) return;
    recorder.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    if ('fault' in answer) {
      recorder.event(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: failed to ensure load balancer: ${answer.fault}`);
      return { requeueAfterMs: retryMs };
    }
    await mark(service, true);
    await setStatus(service, { ingress: [{ ip: answer.address, ipMode: 'VIP' }] });
    recorder.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  }

  return {
    name: 'service-controller',
    for: kinds.services,
    concerns: (service) => concerned(service as core.Service),
    // Addresses are given out one after another.
    concurrency: 1,
    async reconcile(key) {
      const cached = services.lister.get(key);
      if (!cached) return undefined;
      const service = own.newest(cached);
      if (wants(service)) return ensure(service);
      if (has(service)) await release(service);
      return undefined;
    },
  };
};
