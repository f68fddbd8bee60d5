/** What annotations of a SlurmJob ask for (docs/dialects/minik8s-jobs.md). Pure. */
import { parseGoDuration, type minik8s } from '../../../api';

type State = minik8s.SlurmState;

/** States of Slurm in which nothing more happens (https://slurm.schedmd.com/job_state_codes.html). */
export const finalStates = ['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'NODE_FAIL', 'OUT_OF_MEMORY', 'PREEMPTED', 'REVOKED', 'TIMEOUT'] as const satisfies readonly State[];
export type FinalState = (typeof finalStates)[number];

export const isFinal = (state: State | '' | undefined): state is FinalState => finalStates.some((final) => final === state);

const prefix = 'minik8s.io/';
/** Those that say how a pod lives go on to the job's pod. */
const ofPods = 'minikapi.dev/';

interface Wishes {
  /** In the queue, before there is a pod; absent: as usual. */
  readonly pendingMs?: number;
  /** Between the end of the pod and that of the job. */
  readonly completingMs?: number;
  /** Of the run: then it is TIMEOUT. */
  readonly limitSeconds?: number;
  /** How the job ends, whatever its pod does. */
  readonly finalState?: FinalState;
  readonly isCancelled: boolean;
  /** The job file goes with the job. */
  readonly deletesFile: boolean;
  readonly forPod: Readonly<Record<string, string>>;
}

const duration = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseGoDuration(text));

export function wishesOf({ metadata: { annotations = {} } }: minik8s.SlurmJob): Wishes {
  const of = (name: string): string => annotations[prefix + name] ?? '';
  const limitMs = duration(of('time-limit')) ?? 0;
  return {
    pendingMs: duration(of('pending-time')),
    completingMs: duration(of('completing-time')),
    ...(limitMs > 0 && { limitSeconds: Math.ceil(limitMs / 1000) }),
    finalState: finalStates.find((state) => state === of('final-state')),
    isCancelled: of('cancel') === 'true',
    deletesFile: of('delete-file') === 'true',
    forPod: Object.fromEntries(Object.entries(annotations).filter(([name]) => name.startsWith(ofPods))),
  };
}

const meanings: Readonly<Record<string, { readonly holds: (text: string) => boolean; readonly meaning: string }>> = {
  'pending-time': { holds: (text) => duration(text) !== undefined, meaning: 'a duration such as 500ms, 90s or 1m30s' },
  'completing-time': { holds: (text) => duration(text) !== undefined, meaning: 'a duration such as 500ms, 90s or 1m30s' },
  'time-limit': { holds: (text) => (duration(text) ?? 0) > 0, meaning: 'a duration such as 500ms, 90s or 1m30s, greater than zero' },
  'final-state': { holds: (text) => isFinal(text as State), meaning: `one of ${finalStates.join(', ')}` },
  cancel: { holds: isTruth, meaning: 'true or false' },
  'delete-file': { holds: isTruth, meaning: 'true or false' },
};

function isTruth(text: string): boolean {
  return text === 'true' || text === 'false';
}

/** What of the annotations is not heeded, and why. */
export const wishFaults = ({ metadata: { annotations = {} } }: minik8s.SlurmJob): string[] => Object.entries(meanings).flatMap(([name, { holds, meaning }]) => {
  const text = annotations[prefix + name];
  return text === undefined || holds(text) ? [] : [`${prefix}${name}: ${JSON.stringify(text)} is not ${meaning}`];
});
