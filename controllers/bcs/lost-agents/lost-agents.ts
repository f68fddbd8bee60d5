/**
 * Agents that have been lost with taskgroups on them (sections 6.2 and 7.1 of the BCS scheduler's specification): nothing is placed there until they have
 * been back for a while. Since when an agent is back, its node says.
 */
import { bcsRules, formatTime, isPodFinished, keyOf, kinds, omit, type core, type KubeObject } from '../../../api';
import type { ControllerFactory } from '../../../client';
import { readiness } from '../../nodes/state';
import { ifPresent, uidOf } from '../../ownership';
import { podsByNode } from '../../pods/by-node';

const { lostAnnotation, schedulerName } = bcsRules.marks;

type Judgement =
  | { readonly is: 'well' | 'lost' }
  /** It is back, and is well in so many milliseconds. */
  | { readonly is: 'back'; readonly leftMs: number };

/** `isTaken`: taskgroups have been there when it was last heard of. */
export function judged(node: core.Node, isTaken: () => boolean, now: number, quarantine: number): Judgement {
  const ready = readiness(node);
  if (ready?.status !== 'True') return { is: isMarked(node) || isTaken() ? 'lost' : 'well' };
  const leftMs = (Date.parse(ready.lastTransitionTime ?? '') || 0) + quarantine - now;
  return isMarked(node) && leftMs > 0 ? { is: 'back', leftMs } : { is: 'well' };
}

const isTaskgroup = (pod: core.Pod): boolean => pod.spec.schedulerName === schedulerName && !isPodFinished(pod);

const isMarked = ({ metadata: { annotations } }: KubeObject): boolean => annotations?.[lostAnnotation] !== undefined;

export const lostAgents = ({ placement: { quarantine } }: Pick<bcsRules.Timing, 'placement'>): ControllerFactory => ({ client, informers, clock }) => {
  const nodes = informers.of(kinds.nodes);
  const podsOf = podsByNode(informers.of(kinds.pods));

  const mark = (node: core.Node, change: (annotations: Readonly<Record<string, string>>) => Record<string, string>): Promise<unknown> =>
    ifPresent(client.of(kinds.nodes).update(keyOf(node), (current) =>
      (uidOf(current) === uidOf(node) ? { ...current, metadata: { ...current.metadata, annotations: change(current.metadata.annotations ?? {}) } } : current)));

  return {
    name: 'bcs-lost-agents',
    for: kinds.nodes,
    // Of thousands that are well, and say so all the time, nothing is asked.
    concerns: (node) => isMarked(node) || readiness(node as core.Node)?.status !== 'True',
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node) return undefined;
      const found = judged(node, () => podsOf(key.name).some(isTaskgroup), clock.now(), quarantine);
      if (found.is === 'back') return { requeueAfterMs: found.leftMs };
      if (found.is === 'lost' && !isMarked(node)) await mark(node, (annotations) => ({ ...annotations, [lostAnnotation]: formatTime(clock.now()) }));
      if (found.is === 'well' && isMarked(node)) await mark(node, (annotations) => omit(annotations, lostAnnotation));
      return undefined;
    },
  };
};

export const bcsLostAgentsController = lostAgents(bcsRules.timing);
