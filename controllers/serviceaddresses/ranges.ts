/** Keeps ranges of service addresses as long as services have addresses in them (kubernetes pkg/controller/servicecidrs). */
import { formatTime, keyOf, kinds, omit, same, type networking } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';
import { contains, containsRange, familyOf, managedBy } from './containing';

type ServiceCIDR = networking.ServiceCIDR;

const finalizer = 'networking.k8s.io/service-cidr-finalizer';

/** Until every API server knows that it gives out no more of them. */
const graceMs = 10_000;

export const serviceCidrController: ControllerFactory = ({ client, informers, clock }) => {
  const ranges = informers.of(kinds.servicecidrs);
  const addresses = informers.of(kinds.ipaddresses);
  const resources = client.of(kinds.servicecidrs);
  const leaving = () => ranges.lister.list().filter(({ metadata }) => metadata.deletionTimestamp).map(keyOf);

  /** Whether others have all the addresses in it that are taken. */
  function isFree(range: ServiceCIDR): boolean {
    const others = ranges.lister.list().filter(({ metadata }) => metadata.name !== range.metadata.name);
    const cidrs = range.spec.cidrs ?? [];
    const coveredBy = (covers: (other: string) => boolean): boolean => others.some(({ spec }) => (spec.cidrs ?? []).some(covers));
    if (cidrs.every((cidr) => coveredBy((other) => containsRange(other, cidr)))) return true;
    return addresses.lister.list().filter((each) => managedBy(each) && cidrs.some((cidr) => familyOf(cidr) === familyOf(each.metadata.name ?? '') && contains(cidr, each.metadata.name ?? '')))
      .every(({ metadata: { name = '' } }) => coveredBy((other) => contains(other, name)));
  }

  async function tell(range: ServiceCIDR, status: 'True' | 'False', reason: string, message: string): Promise<void> {
    await ifPresent(resources.update(keyOf(range), (current) => {
      const before = current.status?.conditions?.find(({ type }) => type === 'Ready');
      const wanted = { type: 'Ready', status, reason, message, lastTransitionTime: formatTime(clock.now()) };
      if (before && same(omit(before, 'lastTransitionTime'), omit(wanted, 'lastTransitionTime'))) return current;
      const lastTransitionTime = before?.status === status ? before.lastTransitionTime : wanted.lastTransitionTime;
      const others = (current.status?.conditions ?? []).filter(({ type }) => type !== 'Ready');
      return { ...current, status: { ...current.status, conditions: [...others, { ...wanted, lastTransitionTime }] } };
    }, { subresource: 'status' }));
  }

  const withFinalizers = (range: ServiceCIDR, change: (finalizers: readonly string[]) => readonly string[]) => ifPresent(resources.update(keyOf(range), (current) => {
    const finalizers = change(current.metadata.finalizers ?? []);
    return same(finalizers, current.metadata.finalizers ?? []) ? current : { ...current, metadata: { ...current.metadata, finalizers: [...finalizers] } };
  }));

  return {
    name: 'service-cidr-controller',
    for: kinds.servicecidrs,
    // What goes, or comes, may let others go.
    watches: [{ definition: kinds.ipaddresses, keys: leaving }, { definition: kinds.servicecidrs, keys: leaving }],
    async reconcile(key) {
      const range = ranges.lister.get(key);
      if (!range) return;
      const { deletionTimestamp, finalizers = [] } = range.metadata;
      if (!deletionTimestamp) {
        if (!finalizers.includes(finalizer)) await withFinalizers(range, (found) => (found.includes(finalizer) ? found : [...found, finalizer]));
        return tell(range, 'True', '', 'Kubernetes Service CIDR is ready');
      }
      if (!isFree(range)) return tell(range, 'False', 'Terminating', 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR');
      const left = Date.parse(deletionTimestamp) + graceMs - clock.now();
      if (left > 0) return { requeueAfterMs: left };
      await withFinalizers(range, (found) => found.filter((each) => each !== finalizer));
    },
  };
};
