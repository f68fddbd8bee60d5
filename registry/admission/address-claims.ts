/**
 * Which service has an address: an IPAddress whose name is the address (KEP-1880, kube-apiserver's pkg/registry/core/service/ipallocator). To
 * make it is a compare-and-swap, so that several API servers never give out one address twice. One whose Service is not there (its create
 * never finished, its release was lost) stands for a minute, then whoever wants the address may take it over.
 */
import { ApiError, kinds, parseKey, type Client, type Clock, type core, type networking, type ResourceDefinition } from '../../api';
import type { Claimant } from './service-claims';

/** Longer than any create takes. */
const protectedMs = 60_000;

const manager = 'ipallocator.k8s.io';
const managedBy = 'ipaddress.kubernetes.io/managed-by';
const writer = { fieldManager: 'kube-apiserver' };

export interface AddressClaimsOptions {
  readonly clock: Clock;
  readonly client: Client;
  readonly services: ResourceDefinition<core.Service>;
}

export class AddressClaims {
  constructor(private readonly options: AddressClaimsOptions) {}

  /** False: somebody else has it. */
  async take(address: string, { service }: Claimant): Promise<boolean> {
    if (await this.create(address, service)) return true;
    const found = await ifAny(this.addresses.get({ name: address }));
    if (found && !(await this.isAbandoned(found))) return false;
    if (found) await ifAny(this.addresses.delete({ name: address }, { preconditions: { uid: found.metadata.uid } }));
    return this.create(address, service);
  }

  /** Does nothing unless this very Service has it. */
  async release(address: string, { service }: Claimant): Promise<void> {
    const found = await ifAny(this.addresses.get({ name: address }));
    if (found && parentOf(found) === service) await ifAny(this.addresses.delete({ name: address }, { preconditions: { uid: found.metadata.uid } }));
  }

  /** Those that somebody has, as far as is known here. */
  async taken(): Promise<ReadonlySet<string>> {
    const { items } = await this.addresses.list({ resourceVersion: '0' });
    return new Set(items.map(({ metadata }) => metadata.name ?? ''));
  }

  private get addresses() {
    return this.options.client.of(kinds.ipaddresses);
  }

  private async create(address: string, service: string): Promise<boolean> {
    const { namespace, name } = parseKey(service);
    try {
      await this.addresses.create({
        apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name: address, labels: { [managedBy]: manager, 'ipaddress.kubernetes.io/ip-family': 'IPv4' } },
        spec: { parentRef: { group: '', resource: 'services', namespace, name } },
      }, writer);
      return true;
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return false;
      throw error;
    }
  }

  /** What a user has made is left alone. */
  private async isAbandoned(found: networking.IPAddress): Promise<boolean> {
    const { clock, client, services } = this.options;
    const { labels, creationTimestamp = '', name } = found.metadata;
    if (labels?.[managedBy] !== manager || clock.now() - Date.parse(creationTimestamp) < protectedMs) return false;
    const service = await ifAny(client.of(services).get(parseKey(parentOf(found))));
    return !service || ![service.spec.clusterIP, ...service.spec.clusterIPs ?? []].includes(name);
  }
}

/** `namespace/name`; '' for what is no service. */
function parentOf({ spec: { parentRef } }: networking.IPAddress): string {
  return parentRef?.resource === 'services' && !parentRef.group ? `${parentRef.namespace ?? ''}/${parentRef.name}` : '';
}

async function ifAny<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (ApiError.is(error, 'NotFound') || ApiError.is(error, 'Conflict')) return undefined;
    throw error;
  }
}
