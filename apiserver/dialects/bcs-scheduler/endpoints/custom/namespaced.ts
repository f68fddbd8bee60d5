/** Objects in namespaces that Kubernetes calls otherwise: there they say what BCS calls theirs. In all others nothing is touched. */
import { bcsRules, omit, type KubeObject } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import type { Json } from './kube';

const { labelName, marks: { namespaceAnnotation } } = bcsRules;

export const keptNamespace = labelName;

interface WithMetadata extends Json {
  readonly metadata: Json;
}

/** `namespace`: of the path. An object that names another is refused by the registry. */
export function keptInNamespace(value: Json, namespace: string | undefined): WithMetadata {
  const metadata = (typeof value.metadata === 'object' && value.metadata !== null ? value.metadata : {}) as Json;
  if (namespace === undefined || keptNamespace(namespace) === namespace) return { ...value, metadata };
  const annotations = { ...(metadata.annotations as Json | undefined), [namespaceAnnotation]: namespace };
  return { ...value, metadata: { ...metadata, annotations, ...(metadata.namespace === namespace && { namespace: keptNamespace(namespace) }) } };
}

/** The names that we make end so. */
const ours = /-[0-9a-f]{10}$/;

/** As JSON. `namespace`: of the path, if it names one. */
export function toldEntry(entry: Entry, namespace: string | undefined): string {
  const kept = entry.key.namespace;
  if (kept === undefined || kept === namespace || !ours.test(kept)) return entry.bytes.toString('utf8');
  const { object } = entry;
  const called = namespace ?? object.metadata.annotations?.[namespaceAnnotation];
  return called === undefined ? entry.bytes.toString('utf8') : JSON.stringify(calledSo(object, called));
}

function calledSo(object: KubeObject, namespace: string): KubeObject {
  const annotations = omit(object.metadata.annotations ?? {}, namespaceAnnotation);
  const metadata = { ...omit(object.metadata, 'annotations'), namespace, ...(Object.keys(annotations).length > 0 && { annotations }) };
  return { ...object, metadata };
}
