/** A node that says that it is still there changes, and nothing has happened (bcs-k8s-watch passes over such updates too). */
import { same, type core, type KubeObject, type ResourceDefinition } from '../../../../api';

const isNode = ({ group, kind }: ResourceDefinition): boolean => group === '' && kind === 'Node';

/** Whether a change of an object of this kind was a heartbeat only. */
export function heartbeats(definition: ResourceDefinition): ((before: KubeObject, after: KubeObject) => boolean) | undefined {
  return isNode(definition) ? (before, after) => same(still(before as core.Node), still(after as core.Node)) : undefined;
}

const still = ({ metadata, status, ...rest }: core.Node): object => ({
  ...rest,
  metadata: { ...metadata, resourceVersion: undefined, managedFields: undefined },
  status: { ...status, conditions: status.conditions?.map((condition) => ({ ...condition, lastHeartbeatTime: undefined })) },
});
