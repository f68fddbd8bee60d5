/** Descriptions of apps/v1. */
import { condition } from './shared';
import type { Descriptions } from './shape';

const minReadySeconds = 'Seconds that a new pod must stay ready to count as available; 0 by default.';
const observedGeneration = 'Generation of the spec that the controller has acted on.';
const collisionCount = 'How often a hash was taken already; part of making names unique.';
const conditions = 'What is going on.';
const available = 'Pods that have been ready for minReadySeconds.';
const terminatingReplicas = 'Pods that are being deleted.';
const revisionHistoryLimit = 'How many old versions are kept to go back to; 10 by default.';
const template = 'Pattern for the pods. Its labels must match the selector; restartPolicy must be Always.';
const selector = 'Labels of the pods that belong to it; must match those of the template. It cannot change.';
const replicas = 'How many pods; 1 by default.';

export const apps: Descriptions = () => ({
  Deployment: ['Keeps so many equal pods running, and replaces them bit by bit when their template changes.'],
  DeploymentSpec: ['Which pods, how many, and how they are replaced.', {
    replicas, selector, template,
    strategy: 'How old pods are replaced by new ones.',
    minReadySeconds, revisionHistoryLimit,
    paused: 'True: changes of the template are not rolled out for now.',
    progressDeadlineSeconds: 'Seconds without progress after which a rollout is reported as failed (ProgressDeadlineExceeded); 600 by default. It goes on trying.',
  }],
  DeploymentStrategy: ['How old pods are replaced by new ones.', {
    type: 'RollingUpdate (default): bit by bit. Recreate: all old ones go before new ones come.', rollingUpdate: 'How many at a time; for RollingUpdate only.',
  }],
  RollingUpdateDeployment: ['How many pods are replaced at a time. A percentage is one of the wanted number.', {
    maxUnavailable: 'How many may be missing meanwhile, as a number or percentage (rounded down); 25% by default. Not 0 if maxSurge is 0.',
    maxSurge: 'How many may be there beyond the wanted number, as a number or percentage (rounded up); 25% by default.',
  }],
  DeploymentStatus: ['How a deployment is doing.', {
    observedGeneration, replicas: 'All its pods, old and new.', updatedReplicas: 'Pods of the current template.', readyReplicas: 'Pods that are ready.', availableReplicas: available,
    unavailableReplicas: 'Pods that are missing or not available yet.', terminatingReplicas, conditions: 'Available, Progressing and ReplicaFailure.', collisionCount,
  }],
  DeploymentCondition: ['One observation about a deployment.', { ...condition(), lastUpdateTime: 'When it was last looked at.' }],
  ReplicaSet: ['Keeps so many equal pods running. Usually made by a Deployment, one for each version of its template.'],
  ReplicaSetSpec: ['Which pods, and how many.', { replicas, selector, minReadySeconds, template: 'Pattern for the pods. Its labels must match the selector. Pods that exist do not change with it.' }],
  ReplicaSetStatus: ['How a replica set is doing.', {
    replicas: 'Its pods.', fullyLabeledReplicas: 'Pods with all labels of the template.', readyReplicas: 'Pods that are ready.', availableReplicas: available, terminatingReplicas, observedGeneration, conditions,
  }],
  ReplicaSetCondition: ['One observation about a replica set.', condition()],
  StatefulSet: ['Keeps pods with lasting names (web-0, web-1, …) and lasting storage.'],
  StatefulSetSpec: ['Which pods, how many, with which claims.', {
    replicas, selector, template: 'Pattern for the pods, which are called <name>-<number>. Its labels must match the selector.',
    volumeClaimTemplates: 'Claims that each pod gets for itself, called <template>-<pod>. They stay when the pod goes.',
    serviceName: 'Headless service that gives the pods their DNS names; it must exist before.',
    podManagementPolicy: 'OrderedReady (default): one after the other. Parallel: all at once. It cannot change.',
    updateStrategy: 'How pods are replaced when the template changes.',
    revisionHistoryLimit, minReadySeconds,
    persistentVolumeClaimRetentionPolicy: 'What becomes of claims that are no longer needed; they stay by default.',
    ordinals: 'With which number the pods start.',
  }],
  StatefulSetUpdateStrategy: ['How pods are replaced when the template changes.', {
    type: 'RollingUpdate (default): from the highest number down. OnDelete: each when somebody deletes it.', rollingUpdate: 'Details of RollingUpdate.',
  }],
  RollingUpdateStatefulSetStrategy: ['Details of a rolling update.', {
    partition: 'Only pods with this number or a higher one are updated; 0 by default.', maxUnavailable: 'How many may be missing meanwhile, as a number or percentage (rounded up); 1 by default.',
  }],
  StatefulSetPersistentVolumeClaimRetentionPolicy: ['What becomes of claims that are no longer needed.', {
    whenDeleted: 'When the set is deleted: Retain (default) or Delete.', whenScaled: 'When it gets fewer replicas: Retain (default) or Delete.',
  }],
  StatefulSetOrdinals: ['How the pods are numbered.', { start: 'Number of the first; 0 by default.' }],
  StatefulSetStatus: ['How a stateful set is doing.', {
    observedGeneration, replicas: 'Its pods.', readyReplicas: 'Pods that are ready.', currentReplicas: 'Pods of currentRevision.', updatedReplicas: 'Pods of updateRevision.',
    currentRevision: 'Version of the pods before the update under way.', updateRevision: 'Version of the pods after it.', collisionCount, conditions, availableReplicas: available,
  }],
  StatefulSetCondition: ['One observation about a stateful set.', condition()],
  DaemonSet: ['Runs one pod on every node, or on those that suit.'],
  DaemonSetSpec: ['Which pod, and how it is replaced.', {
    selector, template: 'Pattern for the pods. Its labels must match the selector; its node selector and affinity say which nodes.', updateStrategy: 'How pods are replaced when the template changes.', minReadySeconds, revisionHistoryLimit,
  }],
  DaemonSetUpdateStrategy: ['How pods are replaced when the template changes.', { type: 'RollingUpdate (default) or OnDelete: each when somebody deletes it.', rollingUpdate: 'How many at a time.' }],
  RollingUpdateDaemonSet: ['How many nodes are updated at a time.', {
    maxUnavailable: 'On how many nodes the pod may be missing meanwhile, as a number or percentage (rounded up); 1 by default. 0 only if maxSurge is not.',
    maxSurge: 'On how many nodes the new pod may run beside the old one; 0 by default.',
  }],
  DaemonSetStatus: ['How a daemon set is doing, counted in nodes.', {
    currentNumberScheduled: 'Nodes that run the pod and should.', numberMisscheduled: 'Nodes that run the pod and should not.', desiredNumberScheduled: 'Nodes that should run the pod.',
    numberReady: 'Nodes whose pod is ready.', observedGeneration, updatedNumberScheduled: 'Nodes whose pod is of the current template.', numberAvailable: 'Nodes whose pod has been ready for minReadySeconds.',
    numberUnavailable: 'Nodes that should have an available pod and have none.', collisionCount, conditions,
  }],
  DaemonSetCondition: ['One observation about a daemon set.', condition()],
  ControllerRevision: ['A version of the template of a stateful or daemon set, kept to go back to. Never changed.', { data: 'The version.', revision: 'Its number.' }],
});
