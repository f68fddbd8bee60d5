/** Tolerating what keeps it away. */
import { tolerated, type core } from '../../../api';
import type { NodeInfo } from '../../framework';
import { taintText } from '../../records/wordings';
import { nodeIn, withSpec, type Scene, type Step } from './step';

const untolerated = ({ pod }: Scene, { facts }: NodeInfo): readonly core.Taint[] => facts.hardTaints.filter((taint) => !tolerated(taint, pod.spec?.tolerations ?? []));

const tolerationOf = ({ key, value, effect }: core.Taint): core.Toleration =>
  (value ? { key, operator: 'Equal', value, effect } : { key, operator: 'Exists', effect }) as core.Toleration;

const tolerate: Step = {
  way: 'tolerate',
  relax: (scene) => withSpec(scene, ({ tolerations = [] }) => ({ tolerations: [...tolerations, { operator: 'Exists' }] })),
  cost: (scene, node) => untolerated(scene, node).length,
  settle(scene, name) {
    const node = nodeIn(scene, name);
    const taints = node ? untolerated(scene, node) : [];
    if (!taints.length) return undefined;
    return {
      scene: withSpec(scene, ({ tolerations = [] }) => ({ tolerations: [...tolerations, ...taints.map(tolerationOf)] })),
      text: `tolerate ${taints.map(taintText).join(' and ')}`,
    };
  },
};

/** Nodes that are cordoned or in trouble are another matter. */
export const tolerationSteps = (scene: Scene): readonly Step[] => (scene.cluster.nodes.some((node) => untolerated(scene, node).length) ? [tolerate] : []);
