/** Where a resource lives in the Kubernetes URL space, and how options are spelled there. */
import type { KubeObject, ListOptions, ObjectKey, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions } from '../api';

type Definition<T extends KubeObject> = Pick<ResourceDefinition<T>, 'group' | 'version' | 'scope' | 'names'>;

/** `/api/v1/namespaces/default/pods`; without a namespace all of them. */
export function collectionPath<T extends KubeObject>({ group, version, scope, names }: Definition<T>, namespace?: string): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const within = scope === 'Namespaced' && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${within}/${names.plural}`;
}

export function objectPath<T extends KubeObject>(definition: Definition<T>, { namespace, name }: ObjectKey, subresource?: string): string {
  const path = `${collectionPath(definition, namespace)}/${encodeURIComponent(name)}`;
  return subresource ? `${path}/${subresource}` : path;
}

export const listQuery = (options: ListOptions): string => query({
  ...selectorQuery(options),
  limit: options.limit === undefined ? undefined : String(options.limit),
  continue: options.continue,
  resourceVersion: options.resourceVersion,
  resourceVersionMatch: options.resourceVersionMatch,
});

export const watchQuery = (options: WatchOptions): string => query({
  watch: 'true',
  ...selectorQuery(options),
  resourceVersion: options.resourceVersion,
  timeoutSeconds: options.timeoutSeconds === undefined ? undefined : String(Math.ceil(options.timeoutSeconds)),
  allowWatchBookmarks: options.allowBookmarks || options.sendInitialEvents ? 'true' : undefined,
  ...(options.sendInitialEvents === undefined ? {} : { sendInitialEvents: String(options.sendInitialEvents), resourceVersionMatch: 'NotOlderThan' }),
});

export const writeQuery = ({ dryRun, fieldManager, fieldValidation }: WriteOptions & Pick<UpdateOptions, 'subresource'>): string =>
  query({ dryRun: dryRun ? 'All' : undefined, fieldManager, fieldValidation });

const selectorQuery = ({ labels, fields }: Pick<ListOptions, 'labels' | 'fields'>): Record<string, string | undefined> => ({
  labelSelector: labels && !labels.empty ? labels.toString() : undefined,
  fieldSelector: fields && !fields.empty ? fields.toString() : undefined,
});

function query(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length ? `?${new URLSearchParams(given).toString()}` : '';
}
