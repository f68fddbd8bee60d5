/** Only the node that spec.nodeName asks for. */
import { skip, unresolvable, type SchedulerPlugin } from '../framework';

const another = unresolvable("node(s) didn't match the requested node name");

export const nodeName = (): SchedulerPlugin => ({
  name: 'NodeName',
  sign: ({ pod }) => pod.spec?.nodeName ?? '',
  preFilter: ({ pod }) => (pod.pod.spec?.nodeName ? undefined : skip),
  filter: ({ pod }, node) => (pod.pod.spec?.nodeName === node.name ? undefined : another),
  wakeOn: [{ subject: 'Node', kinds: ['NodeAdded'], helps: (pod, { node }) => pod.pod.spec?.nodeName === node.name }],
});
