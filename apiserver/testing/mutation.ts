/** Objects that are not quite what they should be. */
import type { Random } from '../../api';
import { clone } from './every-kind';

export const oddities: readonly unknown[] = [
  null, true, 0, -1, 1.5, 2 ** 53, 1e400, '', 'x', '%', '\u0000', '9'.repeat(40), '-', '../..', '💥', [], [null], [[]], {}, { a: null }, { '': '' }, { $patch: 'delete' }, { $patch: 'nonsense' },
  { $retainKeys: 7 }, { '$setElementOrder/ports': 'x' }, { '$deleteFromPrimitiveList/finalizers': {} }, { constructor: {}, toString: 1 }, JSON.parse('{"__proto__":{"x":1}}'),
];

export const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(from.length)] as T;

/** One place in the object, taken away or filled with something odd. */
export function mutate(random: Random, root: object): void {
  let here = root as Record<string, unknown>;
  for (;;) {
    const key = pick(random, Object.keys(here));
    const inner = here[key];
    const deeper = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random.float() < 0.75;
    if (deeper) here = inner as Record<string, unknown>;
    else {
      if (random.float() < 0.2) delete here[key];
      else here[random.float() < 0.1 ? 'nonsense' : key] = clone(pick(random, oddities));
      return;
    }
  }
}
