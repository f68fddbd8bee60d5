/** Pods stay five minutes on a node that is not ready or not reached (plugin/pkg/admission/defaulttolerationseconds in kube-apiserver). */
import { kinds, type core } from '../../api';
import type { Admission } from '../admission';
import { changes, creates } from './attempts';

const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const seconds = 300;

const tolerates = (taint: string) => ({ key, effect }: core.Toleration): boolean => (!key || key === taint) && (!effect || effect === 'NoExecute');

export const defaultTolerationSeconds: Admission = {
  name: 'DefaultTolerationSeconds',
  kinds: [kinds.pods],
  mutate(attempt) {
    if (!creates(attempt, kinds.pods) && !changes(attempt, kinds.pods)) return;
    const { spec } = attempt.object;
    const given = spec.tolerations ?? [];
    const missing = taints.filter((taint) => !given.some(tolerates(taint)));
    if (missing.length === 0) return;
    spec.tolerations = [...given, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds } as const))];
  },
};
