/**
 * Attaches volumes to the nodes whose pods use them, and detaches them (upstream's pkg/controller/volume/attachdetach),
 * together with what the driver's sidecar container (kubernetes-csi/external-attacher) and the kubelet write on the way.
 */
import { ApiError, keyOf, kinds, same, volumeRules, type core, type ObjectKey, type storage } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { isNodeReady } from '../../nodes/state';
import { ifPresent } from '../../ownership';
import { podsByNode } from '../../pods/by-node';
import { isPodFinished } from '../../pods/state';
import { claimsOf, podsByClaim } from '../pod-claims';
import { attachmentOf, isExclusive, multiAttachFault, volumeNameOf } from './attachments';

const { attachedName, isAttachable } = volumeRules;

type Attachment = storage.VolumeAttachment;
type Volume = core.PersistentVolume;

const byNode = 'node';
const byVolume = 'volume';

/** How long a node that is down keeps what it had in use: nobody knows whether it still writes. */
const patienceMs = 6 * 60_000;
const outOfService = 'node.kubernetes.io/out-of-service';
const retryMs = 15_000;

const usesVolumes = (pod: core.Pod): boolean => Boolean(pod.spec.nodeName) && !isPodFinished(pod);

export const attachDetachController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  const claims = informers.of(kinds.persistentvolumeclaims);
  const volumes = informers.of(kinds.persistentvolumes);
  const attachments = informers.of(kinds.volumeattachments);
  const drivers = informers.of(kinds.csidrivers);
  const podsOn = podsByNode(pods);
  const podsOf = podsByClaim(pods);
  attachments.addIndex(byNode, ({ spec }) => [spec.nodeName]);
  attachments.addIndex(byVolume, (attachment) => [volumeNameOf(attachment)]);
  /** Since when each attachment has not been needed, by uid. */
  const idle = new Map<string, number>();
  /** Which node an exclusive volume was given to, though the informer may not show it yet. */
  const holders = new Map<string, string>();
  attachments.on({
    deleted(attachment) {
      idle.delete(attachment.metadata.uid ?? '');
      if (holders.get(volumeNameOf(attachment)) === attachment.spec.nodeName) holders.delete(volumeNameOf(attachment));
    },
  });

  function volumeOf(key: ObjectKey): Volume | undefined {
    const claim = claims.lister.get(key);
    const volume = claim?.status.phase === 'Bound' && claim.spec.volumeName ? volumes.lister.get({ name: claim.spec.volumeName }) : undefined;
    return volume && isAttachable(volume, drivers.lister.get({ name: volume.spec.csi?.driver ?? '' })) ? volume : undefined;
  }

  /** By name, with the pods that want them. */
  function wantedOn(node: core.Node | undefined): Map<string, { readonly volume: Volume; readonly pods: core.Pod[] }> {
    const wanted = new Map<string, { volume: Volume; pods: core.Pod[] }>();
    for (const pod of node ? podsOn(node.metadata.name ?? '').filter(usesVolumes) : []) {
      for (const volume of claimsOf(pod).flatMap((key) => volumeOf(key) ?? [])) {
        const entry = wanted.get(volume.metadata.name ?? '') ?? { volume, pods: [] };
        wanted.set(volume.metadata.name ?? '', { ...entry, pods: [...entry.pods, pod] });
      }
    }
    return wanted;
  }

  const isElsewhere = (volume: string, node: string): boolean =>
    (holders.get(volume) ?? node) !== node || attachments.lister.byIndex(byVolume, volume).some(({ spec }) => spec.nodeName !== node);

  function usersOf({ spec: { claimRef } }: Volume): readonly core.Pod[] {
    const claim = claimRef && claims.lister.get({ namespace: claimRef.namespace, name: claimRef.name ?? '' });
    return claim ? podsOf(claim) : [];
  }

  /** False: it was already. */
  async function ensureAttached(wanted: Attachment): Promise<boolean> {
    const resource = client.of(kinds.volumeattachments);
    try {
      await resource.create(wanted);
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
    let isNew = false;
    await ifPresent(resource.update(keyOf(wanted), (current) => {
      isNew = !current.status.attached;
      return isNew ? { ...current, status: { ...current.status, attached: true } } : current;
    }, { subresource: 'status' }));
    return isNew;
  }

  /** False: it is another node's for now. */
  async function attach(volume: Volume, users: readonly core.Pod[], node: string): Promise<boolean> {
    const name = volume.metadata.name ?? '';
    if (isExclusive(volume) && isElsewhere(name, node)) {
      const others = usersOf(volume).filter((pod) => usesVolumes(pod) && pod.spec.nodeName !== node);
      for (const pod of users) recorder.event(pod, 'Warning', 'FailedAttachVolume', multiAttachFault(name, others, pod.metadata.namespace));
      return false;
    }
    holders.set(name, node);
    if (await ensureAttached(attachmentOf(volume, node))) {
      for (const pod of users) recorder.event(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume ${JSON.stringify(name)}`);
    }
    return true;
  }

  /** How long until it may be detached; 0: it has been. */
  async function detach(attachment: Attachment, node: core.Node | undefined): Promise<number> {
    const { uid = '' } = attachment.metadata;
    const since = idle.get(uid) ?? clock.monotonic();
    idle.set(uid, since);
    const volume = volumes.lister.get({ name: volumeNameOf(attachment) });
    const isInUse = volume !== undefined && (node?.status.volumesInUse?.includes(attachedName(volume)) ?? false);
    const isOut = node?.spec.taints?.some(({ key }) => key === outOfService) ?? false;
    const left = node && isInUse && !isNodeReady(node) && !isOut ? since + patienceMs - clock.monotonic() : 0;
    if (left > 0) return left;
    await ifPresent(client.of(kinds.volumeattachments).delete(keyOf(attachment), { preconditions: { uid } }));
    return 0;
  }

  /** What is attached says this controller; what is in use says the kubelet, while there is one. */
  async function tell(node: core.Node, attached: readonly Volume[], used: readonly Volume[]): Promise<void> {
    const volumesAttached = attached.map((volume) => ({ name: attachedName(volume), devicePath: '' })).sort((a, b) => (a.name < b.name ? -1 : 1));
    const volumesInUse = isNodeReady(node) ? used.map(attachedName).sort() : node.status.volumesInUse ?? [];
    await ifPresent(client.of(kinds.nodes).update(keyOf(node), (current) => {
      const isTold = same(current.status.volumesAttached ?? [], volumesAttached) && same(current.status.volumesInUse ?? [], volumesInUse);
      return isTold ? current : { ...current, status: { ...current.status, volumesAttached, volumesInUse } };
    }, { subresource: 'status' }));
  }

  const nodeKeys = (all: readonly core.Pod[]): ObjectKey[] => [...new Set(all.flatMap(({ spec: { nodeName } }) => nodeName ?? []))].map((name) => ({ name }));

  const podWatch: Watch<core.Pod> = {
    definition: kinds.pods,
    keys(pod, old) {
      const isNews = !old || usesVolumes(pod) !== usesVolumes(old) || pod.spec.nodeName !== old.spec.nodeName;
      return isNews && pod.spec.nodeName && claimsOf(pod).length > 0 ? [{ name: pod.spec.nodeName }] : [];
    },
  };

  const claimWatch: Watch<core.PersistentVolumeClaim> = {
    definition: kinds.persistentvolumeclaims,
    keys: (claim, old) => (claim.status.phase === 'Bound' && old?.status.phase !== 'Bound' ? nodeKeys(podsOf(claim)) : []),
  };

  /** Its own node, and those that wait for the volume. */
  const attachmentWatch: Watch<Attachment> = {
    definition: kinds.volumeattachments,
    keys(attachment) {
      const volume = volumes.lister.get({ name: volumeNameOf(attachment) });
      return [{ name: attachment.spec.nodeName }, ...(volume ? nodeKeys(usersOf(volume)) : [])];
    },
  };

  return {
    name: 'attachdetach-controller',
    for: kinds.nodes,
    concerns: (node) => ((node as core.Node).status.volumesAttached?.length ?? 0) > 0 || attachments.lister.byIndex(byNode, node.metadata.name ?? '').length > 0,
    watches: [podWatch as Watch, claimWatch as Watch, attachmentWatch as Watch],
    async reconcile({ name }) {
      const node = nodes.lister.get({ name });
      const wanted = wantedOn(node);
      const present = attachments.lister.byIndex(byNode, name);
      const needed = present.filter((attachment) => wanted.has(volumeNameOf(attachment)));
      const unneeded = present.filter((attachment) => !wanted.has(volumeNameOf(attachment)));
      for (const { metadata: { uid = '' } } of needed) idle.delete(uid);
      const left = await Promise.all(unneeded.map(async (attachment) => ({ attachment, ms: await detach(attachment, node) })));
      const kept = left.filter(({ ms }) => ms > 0);
      const attached = new Set(needed.map(volumeNameOf));
      for (const [volume, entry] of wanted) if (!attached.has(volume) && await attach(entry.volume, entry.pods, name)) attached.add(volume);
      const used = [...wanted].flatMap(([volume, entry]) => (attached.has(volume) ? [entry.volume] : []));
      if (node) await tell(node, [...used, ...kept.flatMap(({ attachment }) => volumes.lister.get({ name: volumeNameOf(attachment) }) ?? [])], used);
      const due = [...kept.map(({ ms }) => ms), ...(used.length < wanted.size ? [retryMs] : [])];
      return due.length > 0 ? { requeueAfterMs: Math.min(...due) } : undefined;
    },
  };
};
