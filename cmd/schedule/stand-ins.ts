/** A dump is seldom whole. What pods could not do without stands in for what is missing, and the user is told. */
import { kinds, systemPriorityClasses, type core, type KubeObject, type node, type ResourceDefinition, type scheduling } from '../../api';
import { some, type Note } from './notes';
import { isKind, isOf, type Item, type Kind } from './reading';

const at = 'stand-in';

const item = <T extends KubeObject>(definition: ResourceDefinition<T>, object: T): Item =>
  // The object is of the definition's kind.
  ({ definition, object, at }) as unknown as Item;

/** Every cluster has them from its first moment. */
const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export const standIns = (there: readonly Item[], wanted: readonly Item[], note: Note): Item[] => [
  ...namespaces(there, wanted, note), ...priorityClasses(there, wanted, note), ...runtimeClasses(there, wanted, note), ...volumes(there, note),
];

/** In order, each once. */
function missing(needed: readonly (string | undefined)[], known: readonly string[]): string[] {
  const has = new Set(known);
  return [...new Set(needed)].filter((name): name is string => Boolean(name) && !has.has(name ?? ''));
}

const named = (items: readonly Item[], kind: Kind): string[] =>
  items.filter((one) => isKind(one, kind)).map(({ object }) => object.metadata.name ?? '');

function namespaces(there: readonly Item[], wanted: readonly Item[], note: Note): Item[] {
  const all = [...there, ...wanted];
  const names = missing(all.map(({ object }) => object.metadata.namespace), [...systemNamespaces, ...named(all, kinds.namespaces)]);
  if (names.length) note(`not in the snapshot, taken as namespaces without labels: ${some(names)}`);
  return names.map((name) => item(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: `namespace-${name}` }, spec: {}, status: {} }));
}

type Spec = Partial<core.PodSpec>;

/** Of pods, and of the templates of workloads. */
function specOf({ object }: Item): Spec | undefined {
  const { spec } = object as { spec?: Spec & { template?: { spec?: Spec }; jobTemplate?: { spec?: { template?: { spec?: Spec } } } } };
  return spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec ?? (object.kind === 'Pod' ? spec : undefined);
}

const specsOf = (items: readonly Item[]): Spec[] => items.map(specOf).filter((spec) => spec !== undefined);

/** Pods of the class that have been placed tell its number. */
function priorityClasses(there: readonly Item[], wanted: readonly Item[], note: Note): Item[] {
  const known = [...Object.keys(systemPriorityClasses), ...named([...there, ...wanted], kinds.priorityclasses)];
  return missing(specsOf(wanted).map(({ priorityClassName }) => priorityClassName), known).map((name) => {
    const value = specsOf(there).find((spec) => spec.priorityClassName === name && spec.priority !== undefined)?.priority;
    note(`PriorityClass ${name} is not in the snapshot: ${value === undefined ? 'its pods get priority 0' : `its pods get priority ${value}, as those that are there`}`);
    const object: scheduling.PriorityClass = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name, uid: `priorityclass-${name}` }, value: value ?? 0 };
    return item(kinds.priorityclasses, object);
  });
}

function runtimeClasses(there: readonly Item[], wanted: readonly Item[], note: Note): Item[] {
  return missing(specsOf(wanted).map(({ runtimeClassName }) => runtimeClassName), named([...there, ...wanted], kinds.runtimeclasses)).map((name) => {
    note(`RuntimeClass ${name} is not in the snapshot: taken as one without overhead`);
    const object: node.RuntimeClass = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name, uid: `runtimeclass-${name}` }, handler: name };
    return item(kinds.runtimeclasses, object);
  });
}

/** A claim that is bound to a volume that is not there would be lost. */
function volumes(there: readonly Item[], note: Note): Item[] {
  const known = new Set(named(there, kinds.persistentvolumes));
  const claims = there.filter((one) => isOf(one, kinds.persistentvolumeclaims)).map(({ object }) => object)
    .filter(({ spec }) => spec?.volumeName !== undefined && !known.has(spec.volumeName));
  if (claims.length) note(`not in the snapshot, taken as volumes that every node can reach: ${some(claims.map(({ spec }) => spec.volumeName ?? ''))}`);
  return claims.map((claim) => item(kinds.persistentvolumes, volumeFor(claim)));
}

function volumeFor({ metadata: { namespace, name, uid }, spec, status }: core.PersistentVolumeClaim): core.PersistentVolume {
  return {
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: spec.volumeName, uid: `persistentvolume-${spec.volumeName}` },
    spec: {
      capacity: { storage: status?.capacity?.storage ?? spec.resources?.requests?.storage ?? '1Gi' }, accessModes: spec.accessModes, storageClassName: spec.storageClassName,
      persistentVolumeReclaimPolicy: 'Retain', claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
    },
    status: { phase: 'Bound' },
  };
}
