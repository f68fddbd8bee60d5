/** The ReplicaSet of one content of a function. Pure. */
import { functionPods, type apps, type core, type minik8s } from '../../../api';
import { controllerReference, uidOf } from '../../ownership';

const longestLabel = 63;

/** A label has room for less than a name. */
const labelOf = (name: string): string => name.slice(0, longestLabel).replace(/[^a-z0-9]+$/, '');

/** By these pods are found; the document's, and the content. */
function labelsOf(owner: minik8s.Function, hash: string): Record<string, string> {
  const { name = '', namespace = '' } = owner.metadata;
  return {
    [functionPods.functionNameLabel]: labelOf(name), [functionPods.functionNamespaceLabel]: namespace,
    [functionPods.functionUidLabel]: uidOf(owner), [functionPods.contentHashLabel]: hash,
  };
}

export function replicaSetOf(owner: minik8s.Function, hash: string, replicas: number): apps.ReplicaSet {
  const { name = '', namespace } = owner.metadata;
  const labels = labelsOf(owner, hash);
  const annotations = { [functionPods.functionAnnotation]: name, [functionPods.contentHashAnnotation]: hash };
  return {
    apiVersion: 'apps/v1', kind: 'ReplicaSet',
    metadata: { name: functionPods.contentName(name, hash), namespace, labels, annotations, ownerReferences: [controllerReference(owner)] },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec: podOf(owner.spec) } },
    status: { replicas: 0 },
  };
}

function podOf({ timeoutSeconds, memoryMiB, env }: minik8s.FunctionSpec): core.PodSpec {
  const container: Partial<core.Container> & Pick<core.Container, 'name'> = {
    name: 'function', image: functionPods.functionImage, ports: [{ name: 'http', containerPort: functionPods.functionPort }],
    ...(env && { env: env.map(({ name, value }) => ({ name, ...(value !== undefined && { value }) })) }),
    ...(memoryMiB !== undefined && { resources: { limits: { memory: `${memoryMiB}Mi` } } }),
  };
  return {
    containers: [container as core.Container],
    // As long as a call may take that has begun.
    terminationGracePeriodSeconds: timeoutSeconds,
    automountServiceAccountToken: false, enableServiceLinks: false,
  };
}
