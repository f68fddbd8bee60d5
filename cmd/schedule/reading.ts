/** From manifests to objects of the kinds that scheduling looks at, in the version in which they are kept. */
import { ApiError, kinds, type KubeObject, type ResourceDefinition } from '../../api';
import { UsageError } from '../flag';
import type { Manifest } from '../manifests';

export interface Item<T extends KubeObject = KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly object: T;
  /** Where it was found. */
  readonly at: string;
}

export type Kind = Pick<ResourceDefinition, 'group' | 'kind'>;

/** What decides where pods go. */
const counted: readonly Kind[] = [
  kinds.namespaces, kinds.nodes, kinds.pods, kinds.priorityclasses, kinds.poddisruptionbudgets, kinds.runtimeclasses, kinds.limitranges, kinds.resourcequotas,
  kinds.persistentvolumes, kinds.persistentvolumeclaims, kinds.storageclasses, kinds.csinodes, kinds.csidrivers, kinds.csistoragecapacities, kinds.volumeattachments,
  kinds.resourceclaims, kinds.resourceclaimtemplates, kinds.resourceslices, kinds.deviceclasses,
  kinds.services, kinds.replicasets, kinds.replicationcontrollers, kinds.statefulsets,
];

/** What has pods, beside those that are counted. */
const workloads: readonly Kind[] = [kinds.deployments, kinds.daemonsets, kinds.jobs, kinds.cronjobs];

interface Reader {
  readonly definition: ResourceDefinition;
  read(input: object): KubeObject;
}

const plain = (definition: ResourceDefinition): Reader => ({ definition, read: (input) => definition.schema.decode(input).object });

const readers = new Map<string, Reader>([
  ...kinds.definitions.map((definition) => [typeOf(definition), plain(definition)] as const),
  ...[...kinds.conversions, ...kinds.legacyVersions].map(({ definition, hub, toHub }) =>
    [typeOf(definition), { definition: hub, read: (input: object) => toHub(definition.schema.decode(input).object) }] as const),
]);

function typeOf({ group, version, kind }: Pick<ResourceDefinition, 'group' | 'version' | 'kind'>): string {
  return `${group ? `${group}/` : ''}${version} ${kind}`;
}

const isOneOf = (list: readonly Kind[], { group, kind }: Kind): boolean => list.some((one) => one.group === group && one.kind === kind);

/** What was left out is told by kind. Throws UsageError for what cannot be such an object. */
export function readItems(manifests: readonly Manifest[], wanted: 'snapshot' | 'files', note: (text: string) => void): Item[] {
  const leftOut = new Map<string, number>();
  const items = manifests.flatMap((manifest) => {
    const reader = readers.get(`${manifest.apiVersion} ${manifest.kind}`);
    if (reader && (isOneOf(counted, reader.definition) || (wanted === 'files' && isOneOf(workloads, reader.definition)))) return [readItem(manifest, reader)];
    leftOut.set(manifest.kind, (leftOut.get(manifest.kind) ?? 0) + 1);
    return [];
  });
  if (wanted === 'files' && leftOut.size > 0) note(`left out, as they have no pods: ${[...leftOut].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  return items;
}

function readItem({ object, at }: Manifest, { definition, read }: Reader): Item {
  try {
    return { definition, at, object: withNames(read(object), definition, at) };
  } catch (error) {
    if (error instanceof ApiError) throw new UsageError(`${at}: ${error.message}`);
    throw error;
  }
}

function withNames(object: KubeObject, { scope, kind }: ResourceDefinition, at: string): KubeObject {
  const { name, generateName, namespace } = object.metadata;
  if (!name && !generateName) throw new UsageError(`${at}: ${kind} without metadata.name`);
  return scope === 'Namespaced' && !namespace ? { ...object, metadata: { ...object.metadata, namespace: 'default' } } : object;
}

export const isKind = ({ definition }: Item, { group, kind }: Kind): boolean => definition.group === group && definition.kind === kind;

export const isOf = <T extends KubeObject>(item: Item, definition: ResourceDefinition<T>): item is Item & { readonly object: T } => isKind(item, definition);

/** `Pod default/web`. */
export const nameOf = ({ definition: { kind }, object: { metadata: { namespace, name } } }: Item): string => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
