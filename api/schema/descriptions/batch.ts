/** Descriptions of batch/v1. */
import { condition } from './shared';
import type { Descriptions } from './shape';

export const batch: Descriptions = () => ({
  Job: ['Runs pods until enough of them have succeeded.'],
  JobSpec: ['Which pods, how many of them, and when it is over.', {
    parallelism: 'How many pods run at a time; 1 by default.',
    completions: 'How many pods must succeed; 1 by default. Left out with a parallelism: one success ends it.',
    completionMode: 'NonIndexed (default): pods are alike. Indexed: each has a number, and each number must succeed once.',
    activeDeadlineSeconds: 'Seconds after which it is ended and has failed.',
    podFailurePolicy: 'What failures of pods mean, by exit code or condition. Only with restartPolicy Never.',
    successPolicy: 'When it has succeeded before all numbers have; for Indexed only.',
    backoffLimit: 'How many failures are put up with; 6 by default.',
    backoffLimitPerIndex: 'How many failures of each number are put up with; for Indexed only.',
    maxFailedIndexes: 'How many numbers may fail before all is given up.',
    selector: 'Labels of its pods. Set by the server.',
    manualSelector: 'True: labels and selector are your own, and you see to it that they are unique.',
    template: 'Pattern for the pods; restartPolicy must be Never or OnFailure.',
    ttlSecondsAfterFinished: 'Seconds after its end when it is deleted. Left out: it stays.',
    suspend: 'True: no pods run, and those that do are deleted.',
    podReplacementPolicy: 'When a pod is replaced: TerminatingOrFailed as soon as it is being deleted, Failed only when it has ended.',
    managedBy: 'Who looks after it, when it is not the built-in controller. It cannot change.',
  }],
  JobTemplateSpec: ['The pattern after which a cron job makes jobs.', { metadata: 'Labels and annotations of the jobs.', spec: 'Spec of the jobs.' }],
  JobStatus: ['How a job is doing.', {
    conditions: 'Complete, Failed, Suspended and others; at the end one of the first two is True.', startTime: 'When it was started, or continued after a suspension.', completionTime: 'When it succeeded.',
    active: 'Pods that are neither ended nor being deleted.', ready: 'Pods that are ready.', succeeded: 'Pods that succeeded.', failed: 'Pods that failed.', terminating: 'Pods that are being deleted.',
    completedIndexes: 'Numbers that succeeded, as in 0,2-5.', failedIndexes: 'Numbers that failed for good.', uncountedTerminatedPods: 'Pods that have ended and are not counted yet.',
  }],
  JobCondition: ['One observation about a job.', { ...condition(), lastProbeTime: 'When it was last looked at.' }],
  PodFailurePolicy: ['What failures of pods mean.', { rules: 'Rules; the first that fits counts.' }],
  PodFailurePolicyRule: ['What one kind of failure means. Either onExitCodes or onPodConditions.', {
    action: 'FailJob: all is given up. FailIndex: this number is given up. Ignore: it does not count. Count: it counts as usual.', onExitCodes: 'Exit codes to which it applies.', onPodConditions: 'Conditions of the pod to which it applies.',
  }],
  PodFailurePolicyOnExitCodesRequirement: ['Chooses exit codes.', { containerName: 'Only of this container.', operator: 'In: one of the values. NotIn: none of them.', values: 'Exit codes; not 0 for In.' }],
  PodFailurePolicyOnPodConditionsPattern: ['Chooses a condition of a pod.', { type: 'Type of the condition.', status: 'Its status; True by default.' }],
  SuccessPolicy: ['When an indexed job has succeeded.', { rules: 'Rules; one that is fulfilled is enough.' }],
  SuccessPolicyRule: ['What is enough.', { succeededIndexes: 'Numbers that must succeed, as in 0,2-5.', succeededCount: 'How many (of those) must succeed.' }],
  UncountedTerminatedPods: ['Pods that are not counted yet.', { succeeded: 'UIDs of pods that succeeded.', failed: 'UIDs of pods that failed.' }],
  CronJob: ['Makes a job again and again, by a schedule.'],
  CronJobSpec: ['Which job, and when.', {
    schedule: 'When: minute, hour, day of the month, month, day of the week (`*/5 * * * *`), or @hourly and the like.',
    timeZone: 'Time zone of the schedule, such as Europe/Berlin; that of the controller when left out.',
    startingDeadlineSeconds: 'How many seconds late a job may start; later it is left out.',
    concurrencyPolicy: 'When the last one is still running: Allow (default) both, Forbid the new one, or Replace the old one.',
    suspend: 'True: no new jobs.',
    jobTemplate: 'Pattern for the jobs.',
    successfulJobsHistoryLimit: 'How many that succeeded are kept; 3 by default.',
    failedJobsHistoryLimit: 'How many that failed are kept; 1 by default.',
  }],
  CronJobStatus: ['How a cron job is doing.', { active: 'Jobs that are running.', lastScheduleTime: 'When a job was last due and made.', lastSuccessfulTime: 'When a job last succeeded.' }],
});
