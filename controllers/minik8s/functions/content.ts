/** What a function's pods are made of: two functions of the same content have the same pods, and another content needs others. Pure. */
import { createHash } from 'node:crypto';
import { functionPods, type apps, type minik8s } from '../../../api';
import { controllerReference } from '../../ownership';

type Spec = minik8s.FunctionSpec;

/** What simulated kubelets read of a ControllerRevision. How many there are of them is none of their business. */
export type FunctionContent = Pick<Spec, 'runtime' | 'source' | 'archive' | 'handler' | 'timeoutSeconds' | 'memoryMiB' | 'env' | 'network'>;

/** In this order: it is what the hash is of. */
export const contentOf = ({ runtime, source, archive, handler, timeoutSeconds, memoryMiB, env, network }: Spec): FunctionContent => ({
  ...(runtime && { runtime }), ...(source !== undefined && { source }), ...(archive !== undefined && { archive }),
  handler, timeoutSeconds, ...(memoryMiB !== undefined && { memoryMiB }),
  ...(env && { env: env.map(({ name, value }) => ({ name, ...(value !== undefined && { value }) })) }), network,
});

/** So long that two contents of one function hardly ever share it. */
const hashLength = 12;

/** Letters and digits, as names may have them. */
export const hashOf = (content: FunctionContent): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, hashLength);

/** The content under its name; `number` goes up with each. */
export const revisionOf = (owner: minik8s.Function, content: FunctionContent, number: number): apps.ControllerRevision => {
  const hash = hashOf(content);
  const { name = '', namespace } = owner.metadata;
  return {
    apiVersion: 'apps/v1', kind: 'ControllerRevision',
    metadata: {
      name: functionPods.contentName(name, hash), namespace,
      labels: { [functionPods.contentHashLabel]: hash }, annotations: { [functionPods.functionAnnotation]: name }, ownerReferences: [controllerReference(owner)],
    },
    data: content, revision: number,
  };
};
