/** One node after the other, by name: the next one that fits behind the node that the last pod took. */
import type { PluginFactory } from '../../framework';
import { firstByName, policy } from './policy';

export const roundRobin: PluginFactory = () => {
  let last = '';
  return policy('RoundRobin', (nodes) => {
    const behind = nodes.filter(({ name }) => name > last);
    return firstByName(behind.length ? behind : nodes);
  }, {
    reserve(_cycle, node) {
      last = node;
      return undefined;
    },
  });
};
