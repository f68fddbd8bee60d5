/** Fault of sim.minikapi.dev/v1alpha1: what goes wrong on simulated nodes, where, and when (docs/faults.md). */
import type { meta } from '../../api';
import { flag, list, manifest, oneOf, record, ruled, text, texts, time, type Shape, type WithConditions } from './shapes';

const faultTypes = ['NodeDown', 'KubeletPartition', 'DiskPressure', 'MemoryPressure', 'SlowStart', 'ImagePullError', 'CrashRate', 'OOM'] as const;
export type FaultType = (typeof faultTypes)[number];

export interface Fault extends WithConditions {
  readonly spec: FaultSpec;
  readonly status?: WithConditions['status'] & FaultStatus;
}

export interface FaultSpec {
  readonly type: FaultType;
  readonly suspend?: boolean;
  readonly nodes?: { readonly names?: readonly string[]; readonly selector?: meta.LabelSelector };
  readonly pods?: { readonly namespaces?: readonly string[]; readonly names?: readonly string[]; readonly selector?: meta.LabelSelector };
  readonly containers?: readonly string[];
  readonly images?: readonly string[];
  readonly delay?: string;
  readonly amount?: string;
  readonly probability?: string;
  readonly meanTime?: string;
  readonly message?: string;
  readonly schedule?: FaultSchedule;
}

export interface FaultSchedule {
  readonly startAfter?: string;
  readonly duration?: string;
  readonly every?: string;
  readonly cron?: string;
  readonly timeZone?: string;
}

/** `Waiting`: it will hold (again); `Ended`: it will not; `Invalid`: it makes no sense. */
export type FaultPhase = 'Waiting' | 'Active' | 'Ended' | 'Suspended' | 'Invalid';

export interface FaultStatus {
  readonly phase?: FaultPhase;
  readonly active?: boolean;
  readonly lastTransitionTime?: string;
  readonly nextTransitionTime?: string;
  readonly message?: string;
}

const duration = (what: string): Shape => ({ ...text(what), maxLength: 32, pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' });
/** `*` stands for any characters. */
const names = (what: string): Shape => ({ ...list({ type: 'string', minLength: 1, maxLength: 253 }, `${what}; * stands for any characters`), maxItems: 256 });

const labelSelector = record('labels that they have', {
  matchLabels: texts('labels with their values'),
  matchExpressions: list(record('a requirement', {
    key: text('the label'), operator: oneOf('how it is compared', 'In', 'NotIn', 'Exists', 'DoesNotExist'), values: list({ type: 'string' }, 'what In and NotIn compare with'),
  }, ['key', 'operator']), 'requirements that all hold'),
});

const schedule = ruled(record('when it holds; always without a schedule', {
  startAfter: duration('from its creation until it holds for the first time'),
  duration: duration('how long it holds; for good without one'),
  every: duration('from one beginning to the next'),
  cron: { ...text('when it begins, as a CronJob says it'), maxLength: 256 },
  timeZone: { ...text('of cron; UTC without one'), maxLength: 64 },
}),
{ rule: '!(has(self.every) && has(self.cron))', message: 'every and cron are two ways to say the same' },
{ rule: '!(has(self.every) || has(self.cron)) || has(self.duration)', message: 'what repeats needs a duration' },
{ rule: '!(has(self.every) && has(self.duration)) || duration(self.every) > duration(self.duration)', message: 'every must be longer than duration' },
{ rule: '!has(self.timeZone) || has(self.cron)', message: 'timeZone is for cron' });

const ofNodes = "self.type in ['NodeDown', 'KubeletPartition', 'DiskPressure', 'MemoryPressure']";

const spec = ruled(record('what goes wrong, where, and when', {
  type: oneOf('what goes wrong', ...faultTypes),
  suspend: flag('whether it is lifted for now'),
  nodes: record('on which nodes; on all without names and selector', { names: names('their names'), selector: labelSelector }),
  pods: record('with which pods; with all without a selection', { namespaces: names('their namespaces'), names: names('their names'), selector: labelSelector }),
  containers: names('with which of their containers'),
  images: names('with which images of containers'),
  delay: duration('SlowStart: how much later containers start; OOM: how long they run before (1s)'),
  amount: { ...text('DiskPressure, MemoryPressure: how much less the pods of a node have to use for it to be over there; until it is lifted without one'), maxLength: 20, pattern: '^[0-9]+(\\.[0-9]+)?([kMGTPE]i?)?$' },
  probability: { ...text('CrashRate: how likely a run of a container crashes, from 0 to 1'), maxLength: 20, pattern: '^(0(\\.[0-9]+)?|1(\\.0+)?)$' },
  meanTime: duration('CrashRate: how long a container runs in the mean before it crashes'),
  message: { ...text('ImagePullError: what the registry is said to have answered'), maxLength: 1024 },
  schedule,
}, ['type']),
{ rule: `!(${ofNodes}) || !(has(self.pods) || has(self.containers) || has(self.images))`, message: 'a fault of nodes selects nodes alone' },
{ rule: "has(self.delay) ? self.type in ['SlowStart', 'OOM'] : self.type != 'SlowStart'", message: 'delay is for SlowStart, which needs one, and OOM' },
{ rule: "self.type == 'CrashRate' ? has(self.probability) != has(self.meanTime) : !(has(self.probability) || has(self.meanTime))", message: 'CrashRate, and nothing else, has either a probability or a meanTime' },
{ rule: "!has(self.amount) || self.type in ['DiskPressure', 'MemoryPressure']", message: 'amount is for DiskPressure and MemoryPressure' },
{ rule: "!has(self.message) || self.type == 'ImagePullError'", message: 'message is for ImagePullError' });

export const faultNames = { group: 'sim.minikapi.dev', version: 'v1alpha1', kind: 'Fault', plural: 'faults', scope: 'Cluster' } as const;

export const faultManifest = manifest(faultNames, 'something that goes wrong on simulated nodes', spec, {
  status: {
    phase: text('Waiting, Active, Ended, Suspended or Invalid'),
    active: flag('whether it holds'),
    lastTransitionTime: time('when that changed last'),
    nextTransitionTime: time('when that changes next'),
    message: text('why it is Invalid'),
  },
  columns: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Since', type: 'date', jsonPath: '.status.lastTransitionTime' },
    { name: 'Next', type: 'string', jsonPath: '.status.nextTransitionTime', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});
