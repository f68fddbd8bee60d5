/**
 * What may be reported of a job, by its controller or a foreign one (KEP-4368; kubernetes pkg/apis/batch/validation
 * validateJobStatus). A rule is asked only when something changed that it speaks of, so that an old status, or one that a
 * change of the spec has overtaken, can still be moved on.
 */
import { duplicate, invalid, omitted, required, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { nonNegative, when } from '../../checks';
import { same } from '../../equality';
import { internalForm } from '../../internal-form';
import { indexesText, sharedIndex } from './indexes';

type Job = batch.Job;

const isTrue = (type: string) => ({ status }: Job): boolean => Boolean(status.conditions?.some((condition) => condition.type === type && condition.status === 'True'));

const isComplete = isTrue('Complete');
const isFailed = isTrue('Failed');
const isTarget = isTrue('FailureTarget');
const isMet = isTrue('SuccessCriteriaMet');
const isFinished = (job: Job): boolean => isComplete(job) || isFailed(job);
const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';

const aspects = {
  complete: isComplete, failed: isFailed, target: isTarget, met: isMet, finished: isFinished,
  active: ({ status }: Job) => status.active ?? 0,
  ready: ({ status }: Job) => status.ready,
  terminating: ({ status }: Job) => status.terminating,
  started: ({ status }: Job) => status.startTime,
  completed: ({ status }: Job) => status.completionTime,
  uncounted: ({ status }: Job) => status.uncountedTerminatedPods,
  completedIndexes: ({ status }: Job) => status.completedIndexes ?? '',
  failedIndexes: ({ status }: Job) => status.failedIndexes,
} satisfies Record<string, (job: Job) => unknown>;

interface Rule {
  /** Asked when one of these changed. */
  readonly about: readonly (keyof typeof aspects)[];
  readonly fault: (job: Job) => FieldError | undefined;
}

const conditions = (broken: (job: Job) => boolean, text: string) => (job: Job): FieldError | undefined =>
  (broken(job) ? invalid('status.conditions', omitted, text) : undefined);

const uncountedPods = ({ status: { uncountedTerminatedPods: pods } }: Job): number => (pods?.succeeded?.length ?? 0) + (pods?.failed?.length ?? 0);

/** No pod of such a job was ever to run. */
const neverRan = ({ spec }: Job): boolean => Boolean(spec.suspend) && spec.completions === 0;

const rules: readonly Rule[] = [
  { about: ['complete', 'failed'], fault: conditions((job) => isComplete(job) && isFailed(job), 'cannot set Complete=True and Failed=true conditions') },
  { about: ['complete', 'target'], fault: conditions((job) => isComplete(job) && isTarget(job), 'cannot set Complete=True and FailureTarget=true conditions') },
  { about: ['complete', 'completed'], fault: (job) => (job.status.completionTime && !isComplete(job)
    ? invalid('status.completionTime', job.status.completionTime, 'cannot set completionTime when there is no Complete=True condition') : undefined) },
  { about: ['complete', 'completed'], fault: (job) => (!job.status.completionTime && isComplete(job)
    ? required('status.completionTime', 'completionTime is required for Complete jobs') : undefined) },
  { about: ['started', 'completed'], fault: ({ status: { startTime, completionTime } }) => (startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime)
    ? invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`') : undefined) },
  { about: ['failed', 'failedIndexes'], fault: conditions((job) => isFailed(job) && !isTarget(job), 'cannot set Failed=True condition without the FailureTarget=true condition') },
  { about: ['complete', 'met'], fault: conditions((job) => isComplete(job) && !isMet(job), 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition') },
  { about: ['finished', 'active'], fault: (job) => ((job.status.active ?? 0) > 0 && isFinished(job)
    ? invalid('status.active', job.status.active, 'active>0 is invalid for finished job') : undefined) },
  { about: ['finished', 'started'], fault: (job) => (!job.status.startTime && isFinished(job) && !neverRan(job)
    ? required('status.startTime', 'startTime is required for finished job') : undefined) },
  { about: ['finished', 'uncounted'], fault: (job) => (isFinished(job) && uncountedPods(job)
    ? invalid('status.uncountedTerminatedPods', internalForm('batch.v1.UncountedTerminatedPods', job.status.uncountedTerminatedPods ?? {}), 'must be empty for finished job') : undefined) },
  { about: ['completedIndexes'], fault: ({ spec, status }) => badIndexes('completedIndexes', status.completedIndexes, spec.completions) },
  { about: ['failedIndexes'], fault: ({ spec, status }) => (spec.backoffLimitPerIndex === undefined ? undefined : badIndexes('failedIndexes', status.failedIndexes, spec.completions)) },
  { about: ['completedIndexes'], fault: (job) => (job.status.completedIndexes && !isIndexed(job)
    ? invalid('status.completedIndexes', job.status.completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode') : undefined) },
  { about: ['failedIndexes'], fault: ({ spec, status }) => (spec.backoffLimitPerIndex === undefined && status.failedIndexes !== undefined
    ? invalid('status.failedIndexes', status.failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null') : undefined) },
  { about: ['completedIndexes', 'failedIndexes'], fault: overlap },
  { about: ['finished', 'terminating'], fault: (job) => ((job.status.terminating ?? 0) > 0 && isFinished(job)
    ? invalid('status.terminating', job.status.terminating, 'terminating>0 is invalid for finished job') : undefined) },
  { about: ['ready', 'active'], fault: ({ status: { ready = 0, active = 0 } }) => (ready > active ? invalid('status.ready', ready, 'cannot set more ready pods than active') : undefined) },
];

function badIndexes(name: 'completedIndexes' | 'failedIndexes', text: string | undefined, completions: number | undefined): FieldError | undefined {
  const fault = text === undefined || completions === undefined ? undefined : indexesText(text, completions);
  return fault ? invalid(`status.${name}`, text, `error parsing ${name}: ${fault}`) : undefined;
}

function overlap({ spec: { completions }, status: { completedIndexes = '', failedIndexes } }: Job): FieldError | undefined {
  if (completions === undefined || failedIndexes === undefined) return undefined;
  const shared = sharedIndex(completedIndexes, failedIndexes, completions);
  return shared === undefined ? undefined : invalid('status.failedIndexes', failedIndexes, `failedIndexes and completedIndexes overlap at index: ${shared}`);
}

/** Asked whatever changed. */
const standing: readonly Rule['fault'][] = [
  conditions((job) => isMet(job) && isFailed(job), 'cannot set SuccessCriteriaMet=True and Failed=true conditions'),
  conditions((job) => isMet(job) && isTarget(job), 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'),
  conditions((job) => Boolean(job.spec.successPolicy) && !isMet(job) && isComplete(job), 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'),
];

const counts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const changed = new Set(Object.entries(aspects).filter(([, of]) => !same(of(job), of(old))).map(([name]) => name));
  const asked = rules.filter(({ about }) => about.some((name) => changed.has(name))).map(({ fault }) => fault);
  return [
    ...counts.flatMap((name) => nonNegative(job.status[name], `status.${name}`)),
    ...validateUncounted(job.status.uncountedTerminatedPods),
    ...[...asked, ...standing].map((fault) => fault(job)).filter((fault) => fault !== undefined),
    ...validateStep(job, old),
  ];
}

function validateUncounted(pods: batch.UncountedTerminatedPods | undefined): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) => (pods?.[list] ?? []).flatMap((uid, i) => {
    const field = `status.uncountedTerminatedPods.${list}[${i}]`;
    if (!uid) return [invalid(field, uid, 'must not be empty')];
    if (seen.has(uid)) return [duplicate(field, uid)];
    seen.add(uid);
    return [];
  }));
}

const resumes = (job: Job, old: Job): boolean =>
  isTrue('Suspended')(old) && Boolean(job.status.conditions?.some(({ type, status }) => type === 'Suspended' && status === 'False'));

const lasting = ['Failed', 'Complete', 'FailureTarget'];

/** What a job has come to it does not lose again. */
function validateStep(job: Job, old: Job): FieldError[] {
  const [now, before] = [job.status, old.status];
  const lost = (type: string): boolean => isTrue(type)(old) && !isTrue(type)(job);
  const elastic = isIndexed(job) && job.spec.completions === job.spec.parallelism;
  const less = (name: 'failed' | 'succeeded'): FieldError[] =>
    when((now[name] ?? 0) < (before[name] ?? 0), () => invalid(`status.${name}`, now[name] ?? 0, `cannot decrease the ${name} counter`));
  return [
    ...lasting.filter(lost).map((type) => invalid('status.conditions', omitted, `cannot disable the terminal ${type}=True condition`)),
    ...less('failed'),
    ...(elastic ? [] : less('succeeded')),
    ...when(now.completionTime && before.completionTime && now.completionTime !== before.completionTime, () =>
      invalid('status.completionTime', now.completionTime, 'field is immutable')),
    ...when(before.startTime && now.startTime !== before.startTime && !job.spec.suspend && !resumes(job, old), () =>
      required('status.startTime', 'startTime cannot be removed for unsuspended job')),
    ...when(lost('SuccessCriteriaMet'), () => invalid('status.conditions', omitted, 'cannot disable the SuccessCriteriaMet=True condition')),
    ...when(isComplete(old) && !isMet(old) && isMet(job), () =>
      invalid('status.conditions', omitted, 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')),
  ];
}
