/** What plugins are made from, for tests and benchmarks: a cluster without any other objects. */
import { seededRandom, SteppedClock, type Clock, type KubeObject, type Random } from '../../api';
import type { Lister } from '../../client';
import type { PluginIngredients } from '../framework';

const listerOf = (objects: readonly KubeObject[]): Lister<KubeObject> => ({
  get: ({ namespace, name }) => objects.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
  list: () => objects,
  byIndex: () => { throw new Error('objects of tests have no index'); },
});

export interface Sketch { args?: Record<string, unknown>; objects?: readonly KubeObject[]; clock?: Clock; random?: Random }

/** `objects`: those of any kind, told apart by their kind. */
export const ingredients = ({ args = {}, objects = [], clock = new SteppedClock(), random = seededRandom(1) }: Sketch = {}): PluginIngredients => ({
  args, clock, random,
  bind: () => Promise.resolve(),
  lister: <T extends KubeObject>({ kind }: { readonly kind: string }) =>
    // The kind says that they are objects of T.
    listerOf(objects.filter((object) => object.kind === kind)) as unknown as Lister<T>,
});
