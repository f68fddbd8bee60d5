/** The filter table, looked up. */
import { parsePath, type CollectionKey } from '../../../../api';
import type { Index } from '../../../../registry';
import { NotServed } from '../faults';
import { comparisons } from './comparisons';
import { queriedKinds, type QueriedKind } from './filters';
import type { Parameter } from './parameter';

/** Kinds are written in any case; in the plural they are others, that nobody serves. */
export function kindAt(env: QueriedKind['env'], kind: string): QueriedKind {
  const found = queriedKinds.find((each) => each.env === env && each.kind === kind.toLowerCase());
  if (!found) throw new NotServed();
  return found;
}

export const dynamicCollection = (cluster: string) => (type: string): CollectionKey => ({ shelf: 'dynamic', cluster, type });

const indexedTypes = new Map<string, readonly Index[]>();
for (const type of new Set(queriedKinds.flatMap(({ types }) => types))) {
  indexedTypes.set(type, indicesOf(queriedKinds.filter(({ types }) => types.includes(type)).flatMap(({ parameters }) => parameters)));
}

/** Paths by which documents of a type are asked for. */
export const indexedPaths = (type: string): readonly Index[] => indexedTypes.get(type) ?? [];

/** Of the parameters' paths, each once. */
export function indicesOf(parameters: readonly Parameter[]): readonly Index[] {
  const found = new Map<string, Index>();
  for (const { path, comparison } of parameters) {
    const by = comparisons[comparison].index;
    if (by) found.set(`${by} ${path}`, { path: parsePath(path), by });
  }
  return [...found.values()];
}
