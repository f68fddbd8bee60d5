/** Services and the IPAddresses that say whose their addresses are, brought together again (kubernetes pkg/registry/core/service/ipallocator/controller). */
import { formatKey, keyOf, kinds, type core, type networking, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';
import { addressManager, contains, familyLabel, familyOf, managedBy, managedByLabel } from './containing';

/** An address is there before its service is, or has it. */
const graceMs = 60_000;

const byAddress = 'cluster IP';

const addressesOf = ({ spec: { clusterIP = '', clusterIPs = [] } }: core.Service): readonly string[] =>
  (clusterIPs.length > 0 ? clusterIPs : [clusterIP]).filter((address) => address !== '' && address !== 'None');

const parentOf = ({ spec: { parentRef } }: networking.IPAddress): ObjectKey | undefined =>
  (parentRef?.resource === 'services' && !parentRef.group ? { namespace: parentRef.namespace, name: parentRef.name } : undefined);

function isOf(address: networking.IPAddress, service: core.Service): boolean {
  const parent = parentOf(address);
  return parent !== undefined && formatKey(parent) === formatKey(keyOf(service));
}

export const serviceAddressRepair: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const addresses = informers.of(kinds.ipaddresses);
  const services = informers.of(kinds.services);
  const ranges = informers.of(kinds.servicecidrs);
  services.addIndex(byAddress, addressesOf);
  const resources = client.of(kinds.ipaddresses);

  const isInRange = (address: string): boolean => ranges.lister.list().some(({ spec }) => (spec.cidrs ?? []).some((cidr) => contains(cidr, address)));
  const remove = (found: networking.IPAddress) => ifPresent(resources.delete(keyOf(found), { preconditions: { uid: found.metadata.uid } }));
  const create = (name: string, { metadata }: core.Service) => resources.create({
    apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name, labels: { [familyLabel]: familyOf(name), [managedByLabel]: addressManager } },
    spec: { parentRef: { group: '', resource: 'services', namespace: metadata.namespace, name: metadata.name ?? '' } },
  });

  /** A service without its address, or with somebody else's. */
  async function claim(service: core.Service, name: string): Promise<void> {
    // The two are watched apart: the one may be known before the other.
    const found = await ifPresent(resources.get({ name }));
    if (found && isOf(found, service)) return;
    const family = familyOf(name);
    const tell = (reason: string, text: string): void => recorder.event(service, 'Warning', reason, text);
    if (!isInRange(name)) return tell('ClusterIPOutOfRange', `Cluster IP [${family}]: ${name} is not within any configured Service CIDR; please recreate service`);
    if (!found) {
      tell('ClusterIPNotAllocated', `Cluster IP [${family}]: ${name} is not allocated; repairing`);
      await create(name, service);
      return;
    }
    const parent = parentOf(found);
    const other = parent && services.lister.get(parent);
    if (other && addressesOf(other).includes(name)) return tell('ClusterIPAlreadyAllocated', `Cluster IP [${family}]:${name} was assigned to multiple services; please recreate service`);
    tell('ClusterIPNotAllocated', `the ClusterIP [${family}]: ${name} for Service ${formatKey(keyOf(service))} has a wrong reference; repairing`);
    await remove(found);
    await create(name, service);
  }

  /** An address that no service has. */
  async function release(found: networking.IPAddress): Promise<void | { readonly requeueAfterMs: number }> {
    const { name = '', creationTimestamp = '' } = found.metadata;
    const tell = (reason: string, text: string): void => recorder.event(found, 'Warning', reason, text);
    const parent = parentOf(found);
    const left = Date.parse(creationTimestamp) + graceMs - clock.now();
    if (parent && left > 0) return { requeueAfterMs: left };
    if (!parent) tell('IPAddressNotAllocated', `IPAddress ${name} appears to have been modified, not referencing a Service: cleaning up`);
    else if (services.lister.get(parent)) tell('IPAddressWrongReference', `IPAddress: ${name} for Service ${formatKey(parent)} has a wrong reference; cleaning up`);
    else tell('IPAddressNotAllocated', `IPAddress: ${name} for Service ${formatKey(parent)} appears to have leaked: cleaning up`);
    await remove(found);
  }

  return {
    name: 'ipallocator-repair-controller',
    for: kinds.ipaddresses,
    watches: [{ definition: kinds.services, keys: (service, old) => [service, ...(old ? [old] : [])].flatMap((each) => addressesOf(each as core.Service)).map((name) => ({ name })) }],
    async reconcile({ name }) {
      const found = addresses.lister.get({ name });
      const holders = services.lister.byIndex(byAddress, name);
      for (const service of holders) if (!found || !isOf(found, service)) await claim(service, name);
      if (found && managedBy(found) && holders.length === 0) return release(found);
    },
  };
};
