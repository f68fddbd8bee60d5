/** The events of a StatefulSet, in upstream's words (stateful_pod_control.go). */
import type { apps, core } from '../../api';
import type { EventRecorder } from '../../client';

export type Verb = 'create' | 'update' | 'delete';

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const reason = (outcome: 'Successful' | 'Failed', verb: Verb): string => `${outcome}${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;

export class StatefulSetEvents {
  constructor(private readonly recorder: EventRecorder) {}

  done(verb: Verb, set: apps.StatefulSet, { metadata: { name } }: core.Pod): void {
    this.recorder.event(set, 'Normal', reason('Successful', verb), `${verb} Pod ${name} in StatefulSet ${set.metadata.name} successful`);
  }

  failed(verb: Verb, set: apps.StatefulSet, { metadata: { name } }: core.Pod, error: unknown): void {
    this.recorder.event(set, 'Warning', reason('Failed', verb), `${verb} Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${textOf(error)}`);
  }

  claimCreated(set: apps.StatefulSet, pod: core.Pod, claim: core.PersistentVolumeClaim): void {
    const message = `create Claim ${claim.metadata.name} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} success`;
    this.recorder.event(set, 'Normal', 'SuccessfulCreate', message);
  }

  claimRefused(set: apps.StatefulSet, pod: core.Pod, claim: core.PersistentVolumeClaim, error: unknown): void {
    const message = `create Claim ${claim.metadata.name} for Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} failed error: ${textOf(error)}`;
    this.recorder.event(set, 'Warning', 'FailedCreate', message);
  }
}
