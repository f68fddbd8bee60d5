/** What a namespace's new level says of the pods that are there (k8s.io/pod-security-admission EvaluatePodsInNamespace). */
import { controllerOf, podSecurity, type core } from '../../../api';

/** More are not looked at. */
const most = 3000;

const { formatLevel, reasonsOf, subjectOf, violations } = podSecurity;

export function violatingPods(pods: readonly core.Pod[], namespace: string, enforce: podSecurity.LevelVersion): string[] {
  const checked = variedFirst(pods).slice(0, most);
  const names = new Map<string, string[]>();
  for (const { metadata, spec } of checked) {
    const reasons = reasonsOf(violations(enforce, subjectOf(metadata, spec)));
    const alike = names.get(reasons) ?? [];
    if (reasons) names.set(reasons, alike);
    alike.push(metadata.name ?? '');
  }
  return [
    ...(checked.length < pods.length ? [`new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`] : []),
    ...(names.size ? [`existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${JSON.stringify(formatLevel(enforce))}`] : []),
    ...[...names].map(([reasons, of]) => `${counted(of)}: ${reasons}`).sort(),
  ];
}

/** Pods of one controller are alike: one of each comes first. */
function variedFirst(pods: readonly core.Pod[]): core.Pod[] {
  const seen = new Set<string>();
  const [first, more]: [core.Pod[], core.Pod[]] = [[], []];
  for (const pod of pods) {
    const uid = controllerOf(pod)?.uid;
    (uid !== undefined && seen.has(uid) ? more : first).push(pod);
    if (uid !== undefined) seen.add(uid);
  }
  return [...first, ...more];
}

/** `a`, `a (and 1 other pod)`, `a (and 2 other pods)`. */
function counted(names: readonly string[]): string {
  const [first = ''] = [...names].sort();
  const others = names.length - 1;
  return others ? `${first} (and ${others} other pod${others === 1 ? '' : 's'})` : first;
}
