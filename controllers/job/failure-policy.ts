/** What a job's pod failure policy makes of a failed pod (KEP-3329, KEP-3850; upstream's pkg/controller/job/pod_failure_policy.go). Pure. */
import type { batch, core } from '../../api';

export interface PolicyMatch {
  readonly action: batch.PodFailurePolicyRule['action'];
  /** Why, where the whole job fails. */
  readonly message: string;
}

/** The first rule that speaks of the pod decides. */
export function matchFailurePolicy(job: batch.Job, pod: core.Pod): PolicyMatch | undefined {
  for (const [index, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const finding = rule.onExitCodes ? exitFinding(rule.onExitCodes, pod) : conditionFinding(rule.onPodConditions ?? [], pod);
    if (finding) return { action: rule.action, message: `${finding} matching ${rule.action} rule at index ${index}` };
  }
  return undefined;
}

/** Whether the failure counts towards the limits. */
export const countsAsFailure = (job: batch.Job, pod: core.Pod): boolean => matchFailurePolicy(job, pod)?.action !== 'Ignore';

const nameOf = ({ metadata: { namespace, name } }: core.Pod): string => `${namespace}/${name}`;

function exitFinding(requirement: batch.PodFailurePolicyOnExitCodesRequirement, pod: core.Pod): string | undefined {
  for (const { name, state } of [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]) {
    const exitCode = state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (requirement.containerName !== undefined && requirement.containerName !== name)) continue;
    if (requirement.values.includes(exitCode) === (requirement.operator === 'In')) return `Container ${name} for pod ${nameOf(pod)} failed with exit code ${exitCode}`;
  }
  return undefined;
}

function conditionFinding(patterns: readonly batch.PodFailurePolicyOnPodConditionsPattern[], pod: core.Pod): string | undefined {
  const found = pod.status.conditions?.find(({ type, status }) => patterns.some((pattern) => pattern.type === type && pattern.status === status));
  return found && `Pod ${nameOf(pod)} has condition ${found.type}`;
}
