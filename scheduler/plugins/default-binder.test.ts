import { ingredients } from '../testing/ingredients';
import { cycleOf } from '../testing/objects';
import { defaultBinder } from './default-binder';

test('binds the pod to the node', async () => {
  const bound: string[] = [];
  const plugin = defaultBinder({ ...ingredients(), bind: async (pod, node) => void bound.push(`${pod.id} -> ${node}`) });
  expect(await plugin.bind?.(cycleOf(), 'n1')).toBeUndefined();
  expect(bound).toEqual(['default/web -> n1']);
});
