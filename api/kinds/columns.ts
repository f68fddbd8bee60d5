/** Building blocks of `kubectl get` columns. */
import type { Column } from '../definition';
import { ApiError } from '../errors';
import type { KubeObject } from '../object';
import { formatSelector } from '../selector';
import type * as meta from '../schema/types/meta.v1';
import { since } from './duration';

type Cell = string | number | boolean | null;

/** A column that is always shown. */
export const column = <T extends KubeObject>(name: string, description: string, value: (object: T) => Cell, type: Column['type'] = 'string'): Column<T> =>
  ({ name, type, description, priority: 0, value });

/** A column of `-o wide`. */
export const wideColumn = <T extends KubeObject>(name: string, description: string, value: (object: T) => Cell, type: Column['type'] = 'string'): Column<T> =>
  ({ ...column(name, description, value, type), priority: 1 });

/** A column whose cell changes as time passes. */
export const agingColumn = <T extends KubeObject>(name: string, description: string, value: (object: T, now: number) => Cell): Column<T> =>
  ({ name, type: 'string', description, priority: 0, ages: true, value });

export const nameColumn = <T extends KubeObject>(): Column<T> =>
  ({ ...column<T>('Name', 'Name of the object, unique in its scope.', (object) => object.metadata.name ?? ''), format: 'name' });

export const ageColumn = <T extends KubeObject>(): Column<T> =>
  agingColumn<T>('Age', 'Time since the object was created.', (object, now) => since(object.metadata.creationTimestamp, now));

export const none = '<none>';

/** `a=1,b=2` in order of keys; `<none>` when empty. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length ? pairs.sort().join(',') : none;
}

/** A selector as text; a bad one, which some kinds do not check, is shown as one. */
export function formatLabelSelector(selector: meta.LabelSelector | undefined): string {
  try {
    return (selector && formatSelector(selector)) || none;
  } catch (error) {
    if (error instanceof ApiError) return '<error>';
    throw error;
  }
}
