/** How long kubelets may keep ConfigMaps and Secrets, told on their nodes: the longer the more nodes there are (kubernetes pkg/controller/ttl). */
import { kinds, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';

const annotation = 'node.alpha.kubernetes.io/ttl';

/** They overlap, so that a cluster at a bound does not go to and fro. */
const steps = [
  { least: 0, most: 100, seconds: 0 }, { least: 90, most: 500, seconds: 15 }, { least: 450, most: 1000, seconds: 30 },
  { least: 900, most: 2000, seconds: 60 }, { least: 1800, most: Infinity, seconds: 300 },
] as const;

/** The step for so many nodes, for a cluster that was on another. */
export function stepFor(nodes: number, from: number): number {
  let step = from;
  while (nodes > (steps[step]?.most ?? Infinity)) step++;
  while (nodes < (steps[step]?.least ?? 0)) step--;
  return step;
}

export const secondsOf = (step: number): number => steps[step]?.seconds ?? 0;

export const nodeTtlController: ControllerFactory = ({ client, informers }) => {
  const nodes = informers.of(kinds.nodes);
  let count = 0;
  let step = 0;
  const counted = (difference: number) => (): void => {
    count += difference;
    step = stepFor(count, step);
  };
  nodes.on({ added: counted(1), deleted: counted(-1) });
  const isTold = ({ metadata: { annotations } }: core.Node): boolean => annotations?.[annotation] === String(secondsOf(step));
  return {
    name: 'ttl-controller',
    for: kinds.nodes,
    // Nodes say again and again how they are: those that were told something else hear of it then.
    concerns: (node) => !isTold(node as core.Node),
    concurrency: 2,
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node || isTold(node)) return;
      await ifPresent(client.of(kinds.nodes).update(key, (current) => (
        isTold(current) ? current : { ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [annotation]: String(secondsOf(step)) } } })));
    },
  };
};
