/**
 * The beta versions that Kubernetes 1.20 served of kinds that have not changed their shape since: what kubectl of that time
 * and older Helm charts ask for. A version whose fields differ needs a conversion of its own (conversions.ts).
 */
import type { Conversion, ResourceDefinition } from '../definition';
import type { KubeObject } from '../object';
import * as served from './served';

/** The hub's kind under another group version: only the apiVersion differs. */
function sameShape<T extends KubeObject>(hub: ResourceDefinition<T>, version: string): Conversion<T, T> {
  const definition: ResourceDefinition<T> = { ...hub, version };
  const as = (of: { group: string; version: string }) => (object: T): T => ({ ...object, apiVersion: `${of.group}/${of.version}` });
  return { definition, hub, fromHub: as(definition), toHub: as(hub) };
}

const v1beta1 = [
  served.cronjobs, served.poddisruptionbudgets, served.ingressclasses, served.leases, served.priorityclasses, served.runtimeclasses,
  served.roles, served.clusterroles, served.rolebindings, served.clusterrolebindings,
  served.storageclasses, served.volumeattachments, served.csidrivers, served.csinodes, served.csistoragecapacities, served.volumeattributesclasses,
] as unknown as readonly ResourceDefinition[];

export const legacyVersions: readonly Conversion<KubeObject>[] = v1beta1.map((hub) => sameShape(hub, 'v1beta1'));
