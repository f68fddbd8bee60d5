/**
 * Objects of another cluster, made fit to be written into this one (kube-scheduler-simulator: importer, syncer, replayer).
 * What the other cluster gave them, it gave for itself: this one gives its own.
 */
import type { KubeObject } from './object';
import { omit } from './omit';
import type * as core from './schema/types/core.v1';

/** Without what a server writes into metadata. Names, labels, annotations, owners and finalizers stay. */
export function withoutIdentity<T extends KubeObject>(object: T): T {
  const { name, namespace, labels, annotations, ownerReferences, finalizers } = object.metadata;
  const kept = { name, namespace, labels, annotations, ownerReferences, finalizers };
  return { ...object, metadata: Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) };
}

/**
 * Also without ties to what is not here: owners are known by their uid, finalizers wait for the other cluster's controllers, a pod's
 * service account may not exist, addresses of services and ranges of nodes are not to be given twice, and a node's kubelet is elsewhere.
 */
export function transplanted<T extends KubeObject>(object: T): T {
  const plain = withoutIdentity(object);
  const bare: KubeObject = { ...plain, metadata: omit(plain.metadata, 'ownerReferences', 'finalizers') };
  // What is changed further keeps its kind's shape.
  return (isPod(bare) ? withoutAccount(bare) : isService(bare) ? withoutAddresses(bare) : isNode(bare) ? withoutRange(bare) : bare) as T;
}

export const isPod = (object: KubeObject): object is core.Pod => object.kind === 'Pod' && object.apiVersion === 'v1';

export const isPersistentVolume = (object: KubeObject): object is core.PersistentVolume => object.kind === 'PersistentVolume' && object.apiVersion === 'v1';

export const isNode = (object: KubeObject): object is core.Node => object.kind === 'Node' && object.apiVersion === 'v1';

const isService = (object: KubeObject): object is core.Service => object.kind === 'Service' && object.apiVersion === 'v1';

/** The claim that a volume is bound to, by name. */
export function claimOf({ spec, status }: core.PersistentVolume): { readonly namespace: string; readonly name: string } | undefined {
  const { namespace, name } = spec?.claimRef ?? {};
  return status?.phase === 'Bound' && namespace && name ? { namespace, name } : undefined;
}

/** A bound volume, bound to the claim of that name in this cluster; undefined: there is none, so that whichever comes by that name may have it. */
export function claimedHere(volume: core.PersistentVolume, uid: string | undefined): core.PersistentVolume {
  const claim = omit(volume.spec.claimRef ?? {}, 'uid', 'resourceVersion');
  return { ...volume, spec: { ...volume.spec, claimRef: { ...claim, ...(uid !== undefined && { uid }) } } };
}

const withoutAccount = (pod: core.Pod): core.Pod => ({ ...pod, spec: omit(pod.spec ?? {}, 'serviceAccountName', 'serviceAccount') });

const withoutRange = (node: core.Node): core.Node =>
  ({ ...node, ...(node.spec && { spec: omit(node.spec, 'podCIDR', 'podCIDRs') }), ...(node.status && { status: omit(node.status, 'daemonEndpoints') }) });

/** A headless service stays one. */
function withoutAddresses(service: core.Service): core.Service {
  const spec = omit(service.spec ?? {}, 'clusterIP', 'clusterIPs', 'healthCheckNodePort');
  const ports = spec.ports?.map((port) => omit(port, 'nodePort'));
  return { ...service, spec: { ...spec, ...(ports && { ports }), ...(service.spec?.clusterIP === 'None' && { clusterIP: 'None' }) } };
}
