import { cycleOf, nodeInfo } from '../testing/objects';
import { nodeName } from './node-name';

const plugin = nodeName();

test('nothing to do without spec.nodeName', () => expect(plugin.preFilter?.(cycleOf())).toMatchObject({ code: 'Skip' }));

test('only the named node', () => {
  const cycle = cycleOf({ spec: { nodeName: 'a' } });
  expect(plugin.filter?.(cycle, nodeInfo({ name: 'a' }))).toBeUndefined();
  expect(plugin.filter?.(cycle, nodeInfo({ name: 'b' }))).toEqual(
    { code: 'UnschedulableAndUnresolvable', reasons: ["node(s) didn't match the requested node name"] });
});
