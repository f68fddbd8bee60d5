/** Which slices to make, write and delete, so that they say what they should. Pure. */
import { same, omit, type discovery, type KubeObject } from '../../api';
import { controllerReference, uidOf } from '../ownership';
import type { Family } from '../endpoints/families';
import { pack } from './packing';

type Slice = discovery.EndpointSlice;

export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const headlessLabel = 'service.kubernetes.io/headless';
export const triggerTimeAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Endpoints of one family that have the same ports. One without endpoints asks for an empty slice. */
export interface Group {
  readonly addressType: Family;
  readonly ports: readonly discovery.EndpointPort[];
  readonly endpoints: readonly discovery.Endpoint[];
}

export interface Wanted {
  /** A Service, or the Endpoints that are mirrored. */
  readonly owner: KubeObject;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent: whatever a slice has stays. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly groups: readonly Group[];
  /** Endpoints in a slice. */
  readonly limit: number;
}

export interface Changes {
  /** Without names. */
  readonly create: readonly Slice[];
  /** With the resource version that they were worked out for. */
  readonly update: readonly Slice[];
  readonly remove: readonly Slice[];
}

/** As Service.metadata.name may be. */
const longestPrefix = 252;

const keyOfGroup = (addressType: Family, ports: readonly discovery.EndpointPort[] | null): string =>
  JSON.stringify([addressType, ...(ports ?? []).map(({ name = '', protocol = 'TCP', port, appProtocol }) => JSON.stringify([name, protocol, port, appProtocol])).sort()]);

export function planSlices(wanted: Wanted, existing: readonly Slice[]): Changes {
  const owned = new Map<string, Slice[]>();
  const remove = existing.filter((slice) => !isOwned(slice, wanted.owner));
  for (const slice of existing) {
    if (!isOwned(slice, wanted.owner)) continue;
    const key = keyOfGroup(slice.addressType, slice.ports);
    owned.set(key, [...(owned.get(key) ?? []), slice]);
  }
  const create: Slice[] = [];
  const update: Slice[] = [];
  for (const group of wanted.groups) {
    const key = keyOfGroup(group.addressType, group.ports);
    const { written, emptied } = packGroup(wanted, group, owned.get(key) ?? []);
    owned.delete(key);
    remove.push(...emptied);
    for (const { slice, endpoints } of written) (slice ? update : create).push(shaped(wanted, group, endpoints, slice));
  }
  return recycled(wanted.owner, { create, update, remove: [...remove, ...[...owned.values()].flat()] });
}

function packGroup(wanted: Wanted, { endpoints }: Group, slices: readonly Slice[]): ReturnType<typeof pack> {
  if (endpoints.length > 0) return pack(slices, endpoints, { limit: wanted.limit, isStale: (slice) => isStale(wanted, slice) });
  const [kept, ...others] = slices;
  const isRight = kept && (kept.endpoints ?? []).length === 0 && !isStale(wanted, kept);
  return { written: isRight ? [] : [{ slice: kept, endpoints: [] }], emptied: others };
}

const isOwned = ({ metadata: { ownerReferences = [] } }: Slice, owner: KubeObject): boolean =>
  ownerReferences.some(({ uid, kind, apiVersion }) => uid === uidOf(owner) && kind === owner.kind && apiVersion === owner.apiVersion);

const withoutTime = (annotations: Readonly<Record<string, string>> | undefined): Record<string, string> => omit(annotations ?? {}, triggerTimeAnnotation);

const isStale = ({ labels, annotations }: Wanted, { metadata }: Slice): boolean =>
  !same(metadata.labels ?? {}, labels) || (annotations !== undefined && !same(withoutTime(metadata.annotations), annotations));

function shaped({ owner, labels, annotations }: Wanted, { addressType, ports }: Group, endpoints: readonly discovery.Endpoint[], slice?: Slice): Slice {
  const { namespace, name = '' } = owner.metadata;
  const metadata = slice?.metadata ?? { generateName: name.length < longestPrefix ? `${name}-` : name, namespace, ownerReferences: [controllerReference(owner)] };
  return {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { ...labels }, annotations: { ...(annotations ?? withoutTime(slice?.metadata.annotations)) } },
    addressType, endpoints: [...endpoints], ports: [...ports],
  };
}

/** Writing one that would be deleted is less than making one and deleting another. */
function recycled(owner: KubeObject, { create, update, remove }: Changes): Changes {
  const made = [...create];
  const written = [...update];
  const left = remove.filter((slice) => {
    const index = isOwned(slice, owner) && !slice.metadata.deletionTimestamp ? made.findIndex(({ addressType }) => addressType === slice.addressType) : -1;
    const [fresh] = index < 0 ? [] : made.splice(index, 1);
    if (fresh) written.push({ ...fresh, metadata: { ...slice.metadata, labels: fresh.metadata.labels, annotations: fresh.metadata.annotations } });
    return !fresh;
  });
  return { create: made, update: written, remove: left };
}
