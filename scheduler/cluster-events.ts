/**
 * Watch events into the cache and the queue. The cache is always told first: a pod that an event wakes must see
 * the node as it is now.
 */
import { bcsRules, kinds, type bcs, type core, type KubeObject } from '../api';
import type { InformerHandler, Informers } from '../client';
import { assignedPodChanges, nodeChanges, ownChanges } from './changes';
import type { AssignedPodChangeKind, ClusterChange, DeviceChangeKind, StorageChangeKind } from './framework';
import type { Nominations } from './nominations';
import { podInfo, type PodInfo } from './pod-info';
import type { SchedulingQueue } from './queue';
import { schedulerNameOf } from './scheduler-name';
import type { ClusterCache } from './snapshot';

type Wake = (change: ClusterChange) => void;

export const nodeEvents = (cache: ClusterCache, wake: Wake): InformerHandler<core.Node> => {
  const put = (node: core.Node): void => {
    const { facts, old } = cache.putNode(node);
    const kinds = nodeChanges(facts, old);
    if (kinds.length) wake({ subject: 'Node', kinds, node: facts, old });
  };
  const remove = (node: core.Node): void => {
    const facts = cache.removeNode(node.metadata.name ?? '');
    if (facts) wake({ subject: 'Node', kinds: ['NodeGone'], node: facts });
  };
  return { added: put, updated: put, deleted: remove };
};

/** ended: Succeeded or Failed, holds no resources any more. foreign: another scheduler's. */
type Standing = 'pending' | 'assigned' | 'ended' | 'foreign';

/** Where pods without a node are: another one when the configuration changes. */
export interface PendingPods {
  readonly queue: SchedulingQueue;
  readonly nominations: Nominations;
  /** Whether pods that ask for this scheduler are placed here. */
  serves(schedulerName: string): boolean;
}

function standingOf(pod: core.Pod, desk: PendingPods): Standing {
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 'ended';
  if (pod.spec?.nodeName) return 'assigned';
  return desk.serves(schedulerNameOf(pod)) ? 'pending' : 'foreign';
}

export class PodEvents implements InformerHandler<core.Pod> {
  constructor(private readonly cache: ClusterCache, private readonly waiting: () => PendingPods) {}

  /** Those without a node, to a desk that knows none yet. */
  queueAnew(pods: readonly core.Pod[]): void {
    for (const pod of pods) if (standingOf(pod, this.waiting()) === 'pending') this.pending(podInfo(pod), undefined);
  }

  added(pod: core.Pod): void {
    this.put(pod, undefined);
  }

  updated(pod: core.Pod, old: core.Pod): void {
    const recreated = pod.metadata.uid !== old.metadata.uid;
    if (recreated) this.deleted(old);
    this.put(pod, recreated ? undefined : old);
  }

  deleted(pod: core.Pod): void {
    const info = podInfo(pod);
    const kept = this.waiting().nominations.nodeOf(info.uid) !== undefined;
    this.forget(info);
    // An assumed pod is in the cache before its events say that it has a node.
    if (this.cache.removePod(info.uid) || kept) this.wake(['PodGone'], info);
    else if (pod.spec?.nodeName) this.wake(['EndedPodGone'], info);
  }

  private put(pod: core.Pod, old: core.Pod | undefined): void {
    const standing = standingOf(pod, this.waiting());
    if (standing === 'assigned') this.assigned(pod, old);
    else if (standing === 'pending') this.pending(podInfo(pod), old);
    else this.deleted(pod);
  }

  private assigned(pod: core.Pod, old: core.Pod | undefined): void {
    const info = podInfo(pod);
    const wasAssigned = Boolean(old?.spec?.nodeName);
    if (!wasAssigned) this.forget(info);
    this.cache.putPod(info, pod.spec?.nodeName ?? '');
    const before = old && wasAssigned ? podInfo(old) : undefined;
    this.wake(before ? assignedPodChanges(info, before) : ['PodAssigned'], info, before);
  }

  private pending(info: PodInfo, old: core.Pod | undefined): void {
    // Bound already, only its own event has not come yet.
    if (this.cache.isAssumed(info.uid) && !this.waiting().queue.has(info.uid)) return;
    const before = old && podInfo(old);
    if (!this.cache.isAssumed(info.uid)) this.waiting().nominations.follow(info, before);
    this.waiting().queue.put(info, before && { kinds: ownChanges(info, before), old: before });
  }

  /** It looks for no node any more. */
  private forget({ uid }: PodInfo): void {
    this.waiting().queue.delete(uid);
    this.waiting().nominations.delete(uid);
  }

  private wake(kinds: readonly AssignedPodChangeKind[], pod: PodInfo, old?: PodInfo): void {
    if (kinds.length) this.waiting().queue.wake({ subject: 'AssignedPod', kinds, pod, old });
  }
}

const byAgent = 'by the name of the agent setting, for the scheduler';

/** What BCS says of an agent is a part of what the scheduler knows of the node. Returns how to leave. */
export function followAgentSettings(informers: Informers, cache: ClusterCache, wake: Wake): () => void {
  const nodes = informers.of<core.Node>(kinds.nodes);
  nodes.addIndex(byAgent, (node) => [bcsRules.settingName(bcsRules.agentIp(node))]);
  const changed = (setting: bcs.BcsAgentSetting, old = setting): void => {
    if (bcsRules.saysNothing(setting) && bcsRules.saysNothing(old)) return;
    const { name = '' } = setting.metadata;
    for (const node of nodes.lister.byIndex(byAgent, name)) {
      const { facts, old } = cache.putNode(node);
      wake({ subject: 'Node', kinds: ['NodeSettingChanged'], node: facts, old });
    }
  };
  return informers.of(kinds.bcsagentsettings).on({ added: (setting) => changed(setting), updated: changed, deleted: (setting) => changed(setting) });
}

/** Claims, volumes, classes and what drivers of storage and of devices say: pods wait for them. Returns how to leave. */
export function followStorage(informers: Informers, wake: Wake): () => void {
  const storage = (kind: StorageChangeKind): InformerHandler<KubeObject> => ({
    added: (object) => wake({ subject: 'Storage', kinds: [kind], object }),
    updated: (object, old) => wake({ subject: 'Storage', kinds: [kind], object, old }),
  });
  const device = (kind: DeviceChangeKind): InformerHandler<KubeObject> => ({
    added: (object) => wake({ subject: 'Device', kinds: [kind], object }),
    updated: (object, old) => wake({ subject: 'Device', kinds: [kind], object, old }),
  });
  const leave = [
    informers.of(kinds.persistentvolumeclaims).on(storage('ClaimChanged')),
    informers.of(kinds.persistentvolumes).on(storage('VolumeChanged')),
    informers.of(kinds.storageclasses).on(storage('StorageClassChanged')),
    informers.of(kinds.csinodes).on(storage('CsiNodeChanged')),
    informers.of(kinds.csidrivers).on(storage('CsiDriverChanged')),
    informers.of(kinds.csistoragecapacities).on(storage('CapacityChanged')),
    informers.of(kinds.volumeattachments).on({ deleted: (object) => wake({ subject: 'Storage', kinds: ['AttachmentGone'], object }) }),
    informers.of(kinds.resourceclaims).on(device('DeviceClaimChanged')),
    informers.of(kinds.deviceclasses).on(device('DeviceClassChanged')),
    informers.of(kinds.resourceslices).on(device('DevicesChanged')),
  ];
  return () => { for (const one of leave) one(); };
}
