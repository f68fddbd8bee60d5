/** What plugins are made from, for tests and benchmarks: a cluster that has these objects beside its nodes and pods. */
import { formatKey, keyOf, seededRandom, SteppedClock, type Client, type Clock, type KubeObject, type Random } from '../../api';
import type { Informer } from '../../client';
import type { PluginIngredients } from '../framework';

/** Of what there is when it is asked. */
function informerOf(objects: () => readonly KubeObject[]): Informer<KubeObject> {
  const indices = new Map<string, (object: KubeObject) => readonly string[]>();
  return {
    lister: {
      get: (key) => objects().find((object) => formatKey(keyOf(object)) === formatKey(key)),
      list: objects,
      byIndex: (index, value) => objects().filter((object) => indices.get(index)?.(object).includes(value)),
    },
    addIndex: (name, values) => void indices.set(name, values),
    on: () => () => undefined,
    hasSynced: () => true,
  };
}

/** For plugins that write nothing. */
const noClient: Client = { of: () => { throw new Error('nothing is written here'); } };

export interface Sketch { args?: Record<string, unknown>; objects?: readonly KubeObject[]; clock?: Clock; random?: Random }

/** `objects`: those of any kind, told apart by their kind. */
export const ingredients = ({ args = {}, objects = [], clock = new SteppedClock(), random = seededRandom(1) }: Sketch = {}): PluginIngredients => ({
  args, clock, random,
  client: noClient,
  bind: () => Promise.resolve(),
  informers: {
    of: <T extends KubeObject>({ kind }: { readonly kind: string }) =>
      // The kind says that they are objects of T.
      informerOf(() => objects.filter((object) => object.kind === kind)) as unknown as Informer<T>,
  },
});
