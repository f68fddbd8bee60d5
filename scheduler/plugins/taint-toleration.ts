/** Taints keep away (NoSchedule, NoExecute) or cost score (PreferNoSchedule) where the pod does not tolerate them. */
import { allTolerated, tolerated, type core } from '../../api';
import { stateKey, unresolvable, type SchedulerPlugin } from '../framework';
import { scaleReversed } from './scaling';

const tainted = unresolvable('node(s) had untolerated taint(s)');
const softTolerations = stateKey<readonly core.Toleration[]>('TaintToleration');

const none: readonly core.Toleration[] = [];

export const taintToleration = (): SchedulerPlugin => ({
  name: 'TaintToleration',
  sign: ({ tolerations }) => JSON.stringify(tolerations),
  filter: ({ pod }, { facts }) => (allTolerated(facts.hardTaints, pod.tolerations) ? undefined : tainted),
  preScore({ pod, state }) {
    state.write(softTolerations, pod.tolerations.filter(({ effect }) => !effect || effect === 'PreferNoSchedule'));
    return undefined;
  },
  score({ state }, { facts }) {
    if (facts.softTaints.length === 0) return 0;
    const tolerations = state.read(softTolerations) ?? none;
    return facts.softTaints.filter((taint) => !tolerated(taint, tolerations)).length;
  },
  normalize: (_cycle, scores) => scaleReversed(scores),
  wakeOn: [
    {
      subject: 'Node',
      kinds: ['NodeAdded', 'NodeTaintsChanged'],
      helps: (pod, { node, old }) => allTolerated(node.hardTaints, pod.tolerations) && !(old && allTolerated(old.hardTaints, pod.tolerations)),
    },
    { subject: 'Self', kinds: ['OwnTolerationsChanged'] },
  ],
});
