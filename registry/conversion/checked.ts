/** What a webhook may change, and what of metadata stays as it was (upstream: validateConvertedObject, restoreObjectMeta). */
import { formatFieldError, goTypeOf, validateMetadata, type KubeObject, type ObjectMeta } from '../../api';
import { InvalidAnswer, isObject } from './review';

/** The answer as an object of the version asked for, with the metadata of `original` but for labels and annotations. Throws InvalidAnswer. */
export function checked(original: KubeObject, answer: unknown, apiVersion: string, index: number): KubeObject {
  if (!isObject(answer)) throw new InvalidAnswer(`returned invalid object at index ${index}: Object 'Kind' is missing`);
  const at = `returned invalid object at index ${index}`;
  const { apiVersion: version = '', kind = '' } = answer;
  if (version !== apiVersion) throw new InvalidAnswer(`${at}: invalid groupVersion (expected ${apiVersion}, received ${version})`);
  if (kind !== original.kind) throw new InvalidAnswer(`${at}: invalid kind (expected ${original.kind}, received ${kind})`);
  checkIdentity(original.metadata, isObject(answer.metadata) ? answer.metadata : {});
  return { kind, apiVersion, ...answer, metadata: restored(original.metadata, answer.metadata) };
}

const identity = [['name', 'name'], ['namespace', 'namespace'], ['uid', 'UID']] as const;

function checkIdentity(original: ObjectMeta, answered: Record<string, unknown>): void {
  for (const [field, name] of identity) {
    const [was, is] = [original[field] ?? '', answered[field] ?? ''];
    if (was !== is) throw new InvalidAnswer(`returned invalid object: must have the same ${name}: ${was} != ${String(is)}`);
  }
}

function restored(original: ObjectMeta, answered: unknown): ObjectMeta {
  const fault = (text: string): InvalidAnswer => new InvalidAnswer(`returned invalid metadata: ${text}`);
  if (answered === undefined) throw fault('missing metadata in converted object');
  if (!isObject(answered)) throw fault(`invalid metadata of type ${goTypeOf(answered)} in converted object`);
  const labels = textsIn(answered, 'labels', fault);
  const annotations = textsIn(answered, 'annotations', fault);
  const faults = validateMetadata({ name: 'any', labels, annotations }, { scope: 'Cluster', nameRule: 'subdomain' });
  if (faults.length) throw fault(aggregate(faults.map(formatFieldError)));
  return { ...unlabelled(original), ...(labels && { labels }), ...(annotations && { annotations }) };
}

/** What of metadata no conversion changes. */
export const unlabelled = ({ labels: _labels, annotations: _annotations, ...kept }: ObjectMeta): ObjectMeta => kept;

const aggregate = (texts: readonly string[]): string => (texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`);

function textsIn(metadata: Record<string, unknown>, field: 'labels' | 'annotations', fault: (text: string) => Error): Record<string, string> | undefined {
  const value = metadata[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw fault(`invalid metadata.${field} of type ${goTypeOf(value)} in converted object`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw fault(`metadata.${field}[${key}] must be a string, but is ${goTypeOf(text)} in converted object`);
  }
  return value as Record<string, string>;
}
