/** Taskgroups with the nodes on which they are: what can be told of them needs both. */
import { bcsRules, kinds, type core } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import type { Sight } from '../sight';
import { byNode, taskgroupsBy } from './taskgroups-of';

export interface Taskgroups {
  get(subject: string): Entry<core.Pod> | undefined;
  in(group: string): Iterable<core.Pod>;
  /** Undefined: it has none yet, or it is gone. */
  nodeOf(pod: core.Pod): core.Node | undefined;
  isLost(pod: core.Pod): boolean;
}

const readiness = (node: core.Node): core.NodeCondition | undefined => node.status.conditions?.find(({ type }) => type === 'Ready');

/** When a node last became ready, or ceased to be; milliseconds since 1970, 0: that is not known. */
export const readinessSince = (node: core.Node | undefined): number => Date.parse((node && readiness(node))?.lastTransitionTime ?? '') || 0;

const isSameReadiness = (before: core.Node, after: core.Node): boolean =>
  readiness(before)?.status === readiness(after)?.status && readinessSince(before) === readinessSince(after);

/** `affects`: the subjects that a taskgroup is about. `groups`: by what else they are to be found. */
export function observe(sight: Sight, affects: (pod: core.Pod) => Iterable<string>, groups: (pod: core.Pod) => readonly string[] = () => []): Taskgroups {
  const pods = sight.follow(kinds.pods, taskgroupsBy((pod) => [byNode(pod), ...groups(pod)], ({ object }) => affects(object)));
  const nodes = sight.follow(kinds.nodes, {
    matters: (before, after) => !isSameReadiness(before, after),
    affects: ({ key }) => [...pods.in(`node ${key.name}`)].flatMap(({ object }) => [...affects(object)]),
  });
  const nodeOf = ({ spec: { nodeName = '' } }: core.Pod): core.Node | undefined => nodes.get(`/${nodeName}`)?.object;
  return {
    get: (subject) => pods.get(subject),
    *in(group) {
      for (const { object } of pods.in(group)) yield object;
    },
    nodeOf,
    isLost: (pod) => bcsRules.isNodeLost(pod, nodeOf(pod), sight.now),
  };
}

export const subjectOf = ({ metadata: { namespace = '', name = '' } }: core.Pod): string => `${namespace}/${name}`;
