/** The kinds that the simulator speaks of: how they are called in snapshots, in events and in queries. */
import { kinds, type KubeObject, type ResourceDefinition } from '../../../api';

export interface SimulatedKind {
  /** In a snapshot. */
  readonly member: string;
  /** `Kind` of an event. */
  readonly resource: string;
  /** The query parameters that say from which version on to watch; the first that is given counts. */
  readonly versionParameters: readonly string[];
  readonly definition: ResourceDefinition;
  /** Names of objects that every cluster has by itself: they are not part of snapshots. */
  readonly isBuiltIn?: (name: string) => boolean;
}

const kind = <T extends KubeObject>(member: string, short: string, definition: ResourceDefinition<T>, isBuiltIn?: (name: string) => boolean): SimulatedKind => ({
  member, resource: definition.names.plural, definition: definition as unknown as ResourceDefinition, isBuiltIn,
  // The document's spelling, then that of kube-scheduler-simulator's code.
  versionParameters: [`${short}lastResourceVersion`, `${short}LastResourceVersion`],
});

export const pods = kind('pods', 'pods', kinds.pods);
export const nodes = kind('nodes', 'nodes', kinds.nodes);
export const volumes = kind('pvs', 'pvs', kinds.persistentvolumes);
export const claims = kind('pvcs', 'pvcs', kinds.persistentvolumeclaims);
export const storageClasses = kind('storageClasses', 'scs', kinds.storageclasses);
export const priorityClasses = kind('priorityClasses', 'pcs', kinds.priorityclasses, (name) => name.startsWith('system-'));

/** Younger than the document, and the one whose parameter is singular. */
const listedNamespaces = kind('namespaces', 'namespaces', kinds.namespaces, (name) => name === 'default' || name.startsWith('kube-'));
export const namespaces: SimulatedKind = { ...listedNamespaces, versionParameters: [...listedNamespaces.versionParameters, 'namespacelastResourceVersion', 'namespaceLastResourceVersion'] };

/** In a snapshot's order. */
export const simulatedKinds: readonly SimulatedKind[] = [pods, nodes, volumes, claims, storageClasses, priorityClasses, namespaces];

/** What needs others comes after them: a volume is bound to the claim that is there, a pod finds its namespace, its class, its claims and its node. */
export const importOrder: readonly SimulatedKind[] = [namespaces, priorityClasses, storageClasses, claims, volumes, nodes, pods];
