/** What is said over a port about objects. Selectors go as text. */
import type { DeleteOptions, KubeObject, ListOptions, ObjectKey, ResourceDefinition, WatchOptions, WriteOptions } from '../../api';

/** `apps/v1/deployments`; of the core group `/v1/pods`. */
export const addressOf = <T extends KubeObject>({ group, version, names }: Pick<ResourceDefinition<T>, 'group' | 'version' | 'names'>): string =>
  `${group}/${version}/${names.plural}`;

export interface Asking {
  readonly address: string;
  readonly key?: ObjectKey;
  readonly namespace?: string;
  readonly subresource?: string;
  /** The subresource shows another object. */
  readonly projected?: boolean;
  /** The asker watches the whole kind: of what is written it wants the revision alone. */
  readonly brief?: boolean;
  /** Who owns which field is not asked for: metadata.managedFields stay away. */
  readonly ownerless?: boolean;
  /** An object as JSON; of a change, the members that have changed, `null` for those that are no more. */
  readonly body?: string;
  /** Which state was changed. */
  readonly version?: { readonly resourceVersion?: string; readonly uid?: string };
  readonly options?: object;
}

export interface SaidList {
  readonly resourceVersion: string;
  readonly items: readonly string[];
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** The text is an object, and of a bookmark its resourceVersion. */
export type SaidEvent = readonly ['ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK', string, boolean?];

/** Without text: the watch shows the object as of that revision, or there is no more to say than that it was done. */
export interface Written { readonly text?: string; readonly revision?: number; readonly warnings?: readonly string[] }

export interface Deleted extends Written { readonly text: string; readonly gone: boolean }

/** Options of lists and watches, selectors as text. */
export type Query = Omit<ListOptions & WatchOptions, 'labels' | 'fields'> & { readonly labels?: string; readonly fields?: string };

export const query = ({ labels, fields, ...rest }: ListOptions & WatchOptions): Query =>
  ({ ...rest, ...(labels && !labels.empty && { labels: labels.toString() }), ...(fields && !fields.empty && { fields: fields.toString() }) });

/** Options of writes that can be copied; functions stay behind. */
export const plain = ({ warn: _warn, annotate: _annotate, ...rest }: WriteOptions & DeleteOptions): object => rest;
