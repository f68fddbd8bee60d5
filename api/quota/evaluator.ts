/** How the objects of one resource count against quotas (k8s.io/apiserver pkg/quota/v1/interfaces.go, generic/evaluator.go). */
import type { KubeObject } from '../object';
import type * as core from '../schema/types/core.v1';
import type { Amounts } from './amounts';

/** A write, as far as quotas look at it. */
export interface Request<T extends KubeObject = KubeObject> {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly subresource: string;
  readonly object: T | undefined;
  readonly old: T | undefined;
}

export interface Evaluator<T extends KubeObject = KubeObject> {
  /** Whether such a write can change what is used. */
  handles(request: Request<T>): boolean;
  /** Those of `names` that it counts. */
  tracked(names: readonly string[]): string[];
  /** `now` in milliseconds since the epoch. */
  usage(object: T, now: number): Amounts;
  /** Whether the object is in the scope; absent: these objects are in none. */
  isInScope?(scope: core.ScopedResourceSelectorRequirement, object: T): boolean;
  /** What an object lacks that has to say how much it takes of `names`; undefined: nothing. */
  lacks?(names: readonly string[], object: T): string | undefined;
  /** Whether a change may leave something to others. */
  frees?(object: T, old: T, now: number): boolean;
}

export interface Resource {
  readonly group: string;
  readonly plural: string;
}

/** `count/deployments.apps`. */
export const countOf = ({ group, plural }: Resource): string => (group ? `count/${plural}.${group}` : `count/${plural}`);

/** Each object is one; `alias` is the name from before there were counts of everything. */
export function counted(resource: Resource, alias?: string): Evaluator {
  const names = alias === undefined ? [countOf(resource)] : [countOf(resource), alias];
  const usage = Object.fromEntries(names.map((name) => [name, '1']));
  return {
    handles: ({ operation, subresource }) => operation === 'CREATE' && subresource === '',
    tracked: (wanted) => wanted.filter((name) => names.includes(name)),
    usage: () => usage,
  };
}
