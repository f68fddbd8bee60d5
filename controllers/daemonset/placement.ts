/** On which nodes a DaemonSet's pods run (upstream's NodeShouldRunDaemonPod, pkg/controller/daemon/daemon_controller.go). Pure. */
import { allTolerated, requiredNodes, type apps, type core } from '../../api';
import { daemonTolerations } from './tolerations';

export interface Verdict {
  /** A pod is to be there. */
  readonly run: boolean;
  /** A pod that is there may stay. */
  readonly stay: boolean;
}

const yes: Verdict = { run: true, stay: true };
const no: Verdict = { run: false, stay: false };
const stay: Verdict = { run: false, stay: true };

type Placement = (node: core.Node) => Verdict;

function compile({ spec = { containers: [] } }: core.PodTemplateSpec): Placement {
  const suits = requiredNodes(spec) ?? (() => true);
  const tolerations = daemonTolerations(spec);
  return ({ metadata: { name = '', labels = {} }, spec: node }) => {
    if ((spec.nodeName && spec.nodeName !== name) || !suits({ name, labels })) return no;
    const taints = (node?.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule');
    if (allTolerated(taints, tolerations)) return yes;
    return allTolerated(taints.filter(({ effect }) => effect === 'NoExecute'), tolerations) ? stay : no;
  };
}

/** Objects never change, so what was found out about a template and a node stays true: thousands of nodes are asked about at every change of a pod. */
function remembering(placement: Placement): Placement {
  const verdicts = new WeakMap<core.Node, Verdict>();
  return (node) => {
    const known = verdicts.get(node);
    if (known) return known;
    const verdict = placement(node);
    verdicts.set(node, verdict);
    return verdict;
  };
}

const placements = new WeakMap<core.PodTemplateSpec, Placement>();

export function placementOf({ spec: { template } }: apps.DaemonSet): Placement {
  const known = placements.get(template);
  if (known) return known;
  const placement = remembering(compile(template));
  placements.set(template, placement);
  return placement;
}
