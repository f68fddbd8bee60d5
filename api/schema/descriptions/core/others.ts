/** Descriptions of the rest of core/v1: events, references, replication controllers. */
import { condition } from '../shared';
import type { Descriptions } from '../shape';

export const others: Descriptions = () => ({
  Event: ['Something that happened to an object, told for people. Kept for an hour or so: nothing should rest on it.', {
    involvedObject: 'What it happened to.', reason: 'What happened, in one word.', message: 'What happened, in a sentence.', source: 'Who tells it, in the old form.',
    firstTimestamp: 'When it happened first.', lastTimestamp: 'When it happened last.', count: 'How often it has happened.', type: 'Normal or Warning.',
    eventTime: 'When it happened, to the microsecond.', series: 'The series that it stands for.', action: 'What was being done.', related: 'A second object that has to do with it.',
    reportingComponent: 'Who tells it, such as kubernetes.io/kubelet.', reportingInstance: 'Which instance of it.',
  }],
  EventSeries: ['A series of equal events.', { count: 'How many.', lastObservedTime: 'When it happened last.' }],
  EventSource: ['Who tells an event.', { component: 'Component.', host: 'Node.' }],
  ObjectReference: ['Names an object, or a part of one.', {
    kind: 'Kind of the object.', namespace: 'Its namespace.', name: 'Its name.', uid: 'Its UID.', apiVersion: 'Its API version.', resourceVersion: 'Its version at that time.',
    fieldPath: 'Part of the object, such as spec.containers{web}.',
  }],
  LocalObjectReference: ['Names an object of the same namespace.', { name: 'Its name.' }],
  TypedLocalObjectReference: ['Names an object of the same namespace and any kind.', { apiGroup: 'Its API group; the core group when left out.', kind: 'Its kind.', name: 'Its name.' }],
  TypedObjectReference: ['Names an object of any kind and namespace.', {
    apiGroup: 'Its API group; the core group when left out.', kind: 'Its kind.', name: 'Its name.', namespace: 'Its namespace; another one must allow it by a ReferenceGrant.',
  }],
  SecretReference: ['Names a secret.', { name: 'Its name.', namespace: 'Its namespace.' }],
  ReplicationController: ['Keeps so many pods alive. Outdated: a Deployment does it better.'],
  ReplicationControllerSpec: ['Which pods, and how many.', {
    replicas: 'How many; 1 by default.', minReadySeconds: 'Seconds that a new pod must be ready to count as available.', selector: 'Labels of its pods; those of the template when left out.', template: 'Pattern for its pods.',
  }],
  ReplicationControllerStatus: ['How many pods there are.', {
    replicas: 'Pods.', fullyLabeledReplicas: 'Pods with all labels of the template.', readyReplicas: 'Pods that are ready.', availableReplicas: 'Pods that have been ready long enough.',
    observedGeneration: 'Generation that the controller has seen.', conditions: 'What is going on.',
  }],
  ReplicationControllerCondition: ['One observation about a replication controller.', condition()],
  RangeAllocation: ['Which numbers of a range are taken. Used by the server alone.', { range: 'The range.', data: 'A bit for each number.' }],
  SerializedReference: ['A reference that was written down.', { reference: 'The object.' }],
});
