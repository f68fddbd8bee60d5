/** Descriptions of groups with few types: coordination, events, node, scheduling and what is stored in which version. */
import { condition } from './shared';
import type { Descriptions } from './shape';

const priorityFields = { priorityClassName: 'Priority class of the group.', priority: 'Priority of the group. Filled in from the class.' };

const groupFields = {
  schedulingPolicy: 'How many pods must fit before any is placed.', schedulingConstraints: 'Where they must be together.', resourceClaims: 'Claims for devices that they share.',
  disruptionMode: 'Whether its pods are pushed out one by one or all together.', ...priorityFields,
};

export const coordination: Descriptions = () => ({
  Lease: ['Says who leads, or who is alive, and until when that is believed.'],
  LeaseSpec: ['Who holds a lease.', {
    holderIdentity: 'Who holds it; empty: nobody.', leaseDurationSeconds: 'Seconds after renewTime when others may take it.', acquireTime: 'When the holder took it.', renewTime: 'When the holder last confirmed it.',
    leaseTransitions: 'How often it has changed hands.', strategy: 'How its holder is chosen, when that is coordinated.', preferredHolder: 'Who should take it next.',
  }],
  LeaseCandidate: ['Somebody who would hold a lease.'],
  LeaseCandidateSpec: ['What the candidate offers.', {
    leaseName: 'Name of the lease. It cannot change.', pingTime: 'When it was last asked whether it is there.', renewTime: 'When it last answered.', binaryVersion: 'Version of its program.',
    emulationVersion: 'Version that it behaves as.', strategy: 'How it wants the holder to be chosen.',
  }],
});

export const events: Descriptions = () => ({
  Event: ['Something that happened to an object, told for people. Kept for an hour or so: nothing should rest on it.', {
    eventTime: 'When it happened first.', series: 'The series that it stands for; none for a single event.', reportingController: 'Who tells it, such as kubernetes.io/kubelet.', reportingInstance: 'Which instance of it.',
    action: 'What was being done, in one word.', reason: 'Why, in one word.', regarding: 'What it happened to.', related: 'A second object that has to do with it.', note: 'What happened, in a sentence.', type: 'Normal or Warning.',
    deprecatedSource: 'Who tells it, in the old form.', deprecatedFirstTimestamp: 'When it happened first, in the old form.', deprecatedLastTimestamp: 'When it happened last, in the old form.', deprecatedCount: 'How often, in the old form.',
  }],
  EventSeries: ['A series of equal events.', { count: 'How many.', lastObservedTime: 'When it happened last.' }],
});

export const node: Descriptions = () => ({
  RuntimeClass: ['A way of running containers that pods can choose by name.', {
    handler: 'What the runtime on the node calls it. It cannot change.', overhead: 'Resources that it needs for each pod besides those of the containers.', scheduling: 'Nodes that can run such pods; those without it: all.',
  }],
  Overhead: ['Resources for running a pod.', { podFixed: 'The same for each pod.' }],
  Scheduling: ['Nodes that can run such pods.', { nodeSelector: 'Labels that the nodes have; added to those of the pod.', tolerations: 'Tolerations that are added to those of the pod.' }],
});

export const scheduling: Descriptions = () => ({
  PriorityClass: ['A name for a priority of pods.', {
    value: 'The priority: the higher, the more important; up to a billion, above that is for the system. It cannot change.', globalDefault: 'True: pods that name no class have this one. Only one class should be.',
    description: 'When it should be used.', preemptionPolicy: 'PreemptLowerPriority (default) may push out others, Never waits for its turn.',
  }],
  Workload: ['Groups of pods that belong together for scheduling.'],
  WorkloadSpec: ['The groups.', { controllerRef: 'Who made it, for information.', podGroupTemplates: 'Patterns for the groups.' }],
  PodGroup: ['Pods that are scheduled as one.'],
  PodGroupSpec: ['How the group is scheduled.', { podGroupTemplateRef: 'Pattern that it was made after.', ...groupFields }],
  PodGroupTemplate: ['The pattern of a group of pods.', { name: 'Its name within the workload.', ...groupFields }],
  PodGroupStatus: ['How the group is doing.', { conditions: 'What is going on.', resourceClaimStatuses: 'Claims that were made for it.' }],
  PodGroupSchedulingPolicy: ['How a group is scheduled; one of these.', { basic: 'Each pod by itself.', gang: 'All together, or none.' }],
  GangSchedulingPolicy: ['All together, or none.', { minCount: 'How many pods must fit at once.' }],
  BasicSchedulingPolicy: ['Each pod by itself.'],
  PodGroupSchedulingConstraints: ['Where the pods must be together.', { topology: 'Parts of the cluster within which they must be.' }],
  PodGroupResourceClaim: ['A claim for devices that the pods share.', {
    name: 'Its name within the group.', resourceClaimName: 'Claim in the namespace.', resourceClaimTemplateName: 'Template after which a claim is made, and deleted with the group.',
  }],
  PodGroupResourceClaimStatus: ['The claim that stands behind an entry.', { name: 'Name of the entry.', resourceClaimName: 'Name of the claim.' }],
  PodGroupTemplateReference: ['The pattern that a group was made after.', { workload: 'Template of a workload.' }],
  WorkloadPodGroupTemplateReference: ['A template of a workload.', { workloadName: 'Name of the workload.', podGroupTemplateName: 'Name of the template in it.' }],
  TypedLocalObjectReference: ['Names an object of the same namespace and any kind.', { apiGroup: 'Its API group; the core group when empty.', kind: 'Its kind.', name: 'Its name.' }],
  TopologyConstraint: ['A part of the cluster.', { key: 'Label of nodes: one value of it is one part.' }],
});

export const storagemigration: Descriptions = () => ({
  StorageVersionMigration: ['Asks that all objects of a resource are stored anew, in the current version.'],
  StorageVersionMigrationSpec: ['Which resource.', { resource: 'The resource.' }],
  StorageVersionMigrationStatus: ['How far it has got.', { conditions: 'What is going on.', resourceVersion: 'Version up to which objects are looked at.' }],
});

export const apiserverinternal: Descriptions = () => ({
  StorageVersion: ['In which version the API servers store a resource.'],
  StorageVersionSpec: ['Empty.'],
  StorageVersionStatus: ['What the servers say.', { storageVersions: 'Each server.', commonEncodingVersion: 'Version in which all store; none while they differ.', conditions: 'What is going on.' }],
  ServerStorageVersion: ['What one server says.', { apiServerID: 'The server.', encodingVersion: 'Version in which it stores.', decodableVersions: 'Versions that it can read.', servedVersions: 'Versions that it serves.' }],
  StorageVersionCondition: ['One observation about a storage version.', { ...condition(), observedGeneration: 'Generation that it is about.' }],
});
