/** Where dynamic data is kept, and what of a collection a path means. */
import type { CollectionKey, DocumentCondition, DocumentKey } from '../../../../api';
import type { Call } from '../call';

/** `namespace`: of one namespace. `cluster`: one document without a namespace, or all documents of a type, those of namespaces too. */
export type Form = 'namespace' | 'cluster';

const process = 'process';
const application = 'application';

/** Applications and processes of mesos lie in one collection: their `data.kind` tells them apart. */
export const collectionOf = ({ clusterId, resourceType }: Call['at']): CollectionKey =>
  ({ shelf: 'dynamic', cluster: clusterId!, type: resourceType === process ? application : resourceType! });

export const keyOf = ({ at }: Call, form: Form): DocumentKey =>
  ({ ...collectionOf(at), ...(form === 'namespace' && { namespace: at.namespace! }), name: at.resourceName! });

export const isProcessPath = ({ at: { resourceType } }: Call): boolean => resourceType === process;

const kind = ['data', 'kind'];
const isProcess: DocumentCondition = { is: 'in', path: kind, texts: [process] };
const isApplication: DocumentCondition = { is: 'in', path: kind, texts: ['', application], orMissing: true };

export function kindsRead({ at: { resourceType } }: Call): readonly DocumentCondition[] {
  if (resourceType === process) return [isProcess];
  return resourceType === application ? [isApplication] : [];
}

/** Those who report both write both as applications, and take both back as such. */
export const kindsDeleted = (call: Call): readonly DocumentCondition[] => (isProcessPath(call) ? [isProcess] : []);
