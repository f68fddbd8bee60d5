/** Which policies place pods of the minik8s API, and how a pod says so (docs/dialects/minik8s-scheduling.md). */

/** Each is a profile of the scheduler: the name that goes into `spec.schedulerName`. */
export const schedulingPolicies = {
  RoundRobin: 'minik8s-round-robin',
  Random: 'minik8s-random',
  LeastPods: 'minik8s-least-pods',
  LeastCPU: 'minik8s-least-cpu',
  LeastMemory: 'minik8s-least-memory',
} as const;

export type SchedulingPolicy = keyof typeof schedulingPolicies;

/** The document's: what is compiled in. */
export const defaultPolicy: SchedulingPolicy = 'RoundRobin';

/** On a pod of the minik8s API: by which policy it is placed. */
export const policyAnnotation = 'minik8s.io/scheduling-policy';

/** The document's `spec.nodeName`: a wish. A pod goes there if it may, and else where the policy says. */
export const nodeWishAnnotation = 'minik8s.io/node-name';

/** On a pod of the minik8s API, `true`: it waits for the node that it names, and goes nowhere else (D-12, strict). */
export const strictWishAnnotation = 'minik8s.io/strict-node-name';

export const isSchedulingPolicy = (text: string): text is SchedulingPolicy => Object.hasOwn(schedulingPolicies, text);

/** The scheduler of a pod of the minik8s API; undefined: there is no such policy. */
export function schedulerNameFor(annotations: Readonly<Record<string, string>> | undefined): string | undefined {
  const policy = annotations?.[policyAnnotation] ?? defaultPolicy;
  return isSchedulingPolicy(policy) ? schedulingPolicies[policy] : undefined;
}
