/** The pods of one node, without looking at those of all others. */
import type { core } from '../../api';
import type { Informer } from '../../client';

const byNode = 'spec.nodeName';

export function podsByNode(pods: Informer<core.Pod>): (node: string) => readonly core.Pod[] {
  pods.addIndex(byNode, ({ spec: { nodeName } }) => (nodeName ? [nodeName] : []));
  return (node) => pods.lister.byIndex(byNode, node);
}
