/** What a taskgroup's pod is known by: the application's labels and its template's annotations, as far as Kubernetes can keep them. */
import { qualifiedNameFault } from '../../names';
import type { ApplicationDefinition } from '../definition';
import * as marks from '../marks';

export { validLabels as keptLabels } from '../config/metadata';

type Texts = Readonly<Record<string, string>>;

/**
 * Those of the application and of the template, which wins: what is matched (the document's version labels), and what the taskgroups have.
 */
export const labelsOf = ({ metadata, spec }: Pick<ApplicationDefinition, 'metadata'> & { readonly spec: Pick<ApplicationDefinition['spec'], 'template'> }): Texts => ({ ...metadata.labels, ...spec.template?.metadata.labels });

/** Our own are ours to write. */
const isForeign = (key: string): boolean => !key.startsWith(marks.prefix) && qualifiedNameFault(key.toLowerCase()) === undefined;

/** They mean something to Kubernetes, and may make it refuse the pod. */
const isOfKubernetes = (key: string): boolean => /(^|\.)kubernetes\.io\//.test(key);

/** Of 256 KiB that all annotations may have. */
const room = 64 * 1024;

export function keptAnnotations(annotations: Texts): Record<string, string> {
  let left = room;
  return Object.fromEntries(Object.entries(annotations).filter(([key, value]) => {
    if (!isForeign(key) || isOfKubernetes(key)) return false;
    left -= Buffer.byteLength(key) + Buffer.byteLength(value);
    return left >= 0;
  }));
}
