/** Gives each Service its cluster IP, and takes it back when the Service goes. */
import { ApiError, fieldError, kinds, type core, type Random } from '../../api';
import type { Admission, Attempt } from '../admission';
import { AddressClaims, type AddressClaimsOptions } from './address-claims';
import { claimantOf, isService, type Claimant, type ServiceAttempt } from './service-claims';
import { addressesIn, isIn, parseAddress, rangesOf, someAddress, type ServiceRange } from './service-range';

const randomTries = 32;

/** Neither headless nor a name for something outside. */
const needsAddress = (service: core.Service): boolean => service.spec.type !== 'ExternalName' && service.spec.clusterIP !== 'None';

/** The address a service holds a claim for. */
const heldBy = (service: core.Service | undefined): string | undefined =>
  service && needsAddress(service) && service.spec.clusterIP ? service.spec.clusterIP : undefined;

export interface ClusterIpOptions extends AddressClaimsOptions {
  readonly random: Random;
}

export function clusterIp(options: ClusterIpOptions): Admission {
  const { random } = options;
  const claims = new AddressClaims(options);
  /** What each attempt under way has claimed: only that is given back when it fails. */
  const claimed = new WeakMap<Attempt, string>();

  /** When everybody is asked once more. */
  const isClaimed = (attempt: Attempt, { spec }: core.Service): boolean => spec.clusterIP !== undefined && claimed.get(attempt) === spec.clusterIP;

  const ranges = async (): Promise<ServiceRange[]> => rangesOf((await options.client.of(kinds.servicecidrs).list({ resourceVersion: '0' })).items);

  async function claim(attempt: ServiceAttempt, service: core.Service): Promise<string> {
    const claimant = claimantOf(attempt);
    const given = service.spec.clusterIP;
    if (given) {
      if (!(await claims.take(valid(service, given, await ranges()), claimant))) throw refusal(service, given, `failed to allocate IP ${given}: provided IP is already allocated`);
      return given;
    }
    const found = await any(await ranges(), claimant);
    if (found === undefined) throw ApiError.internal('failed to allocate a serviceIP: range is full');
    return found;
  }

  async function any(from: readonly ServiceRange[], claimant: Claimant): Promise<string | undefined> {
    for (const range of from) {
      for (let i = 0; i < randomTries; i++) {
        const address = someAddress(range, random);
        if (address !== undefined && await claims.take(address, claimant)) return address;
      }
    }
    const taken = await claims.taken();
    for (const range of from) {
      for (const address of addressesIn(range)) if (!taken.has(address) && await claims.take(address, claimant)) return address;
    }
    return undefined;
  }

  return {
    name: 'ClusterIP',
    kinds: [kinds.services],
    async mutate(attempt) {
      if (!isService(attempt) || !attempt.object) return;
      const { object, old } = attempt;
      describeFamilies(object);
      // What is no address of this cluster's family, validation refuses in its own words.
      if (!needsAddress(object) || heldBy(old) || !isOfFamily(object) || isClaimed(attempt, object)) return;
      if (attempt.dryRun) {
        if (object.spec.clusterIP) valid(object, object.spec.clusterIP, await ranges());
        return;
      }
      const address = await claim(attempt, object);
      claimed.set(attempt, address);
      object.spec.clusterIP = address;
      object.spec.clusterIPs = [address];
    },
    async settled(attempt, settlement) {
      if (!isService(attempt)) return;
      const before = heldBy(attempt.old);
      const free = settlement === 'failed' ? claimed.get(attempt) : settlement === 'deleted' || before !== heldBy(attempt.object) ? before : undefined;
      if (free) await claims.release(free, claimantOf(attempt));
    },
  };
}

/** What clients expect beside the address: one family, IPv4. */
function describeFamilies({ spec }: core.Service): void {
  if (spec.type === 'ExternalName') return;
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
}

const isOfFamily = ({ spec: { clusterIP } }: core.Service): boolean => !clusterIP || parseAddress(clusterIP) !== undefined;

/** Throws Invalid for an address that this cluster does not have. */
function valid(service: core.Service, text: string, ranges: readonly ServiceRange[]): string {
  const address = parseAddress(text);
  if (address === undefined || !ranges.some((range) => isIn(range, address))) {
    throw refusal(service, text, `failed to allocate IP ${text}: the provided network does not match the current range`);
  }
  return text;
}

const refusal = (service: core.Service, address: string, detail: string): ApiError =>
  ApiError.invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', [fieldError.invalid('spec.clusterIPs', [address], detail)]);
