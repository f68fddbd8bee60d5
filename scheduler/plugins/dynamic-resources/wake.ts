/** Which changes may help a pod that waits for devices (kube-scheduler plugins/dynamicresources, EventsToRegister). */
import { same } from '../../../api';
import type { DeviceChange, Lister, PodInfo, Wake } from '../../framework';
import { podClaims, type Claim } from './pod-claims';

export function wakesForDevices(claims: Lister<Claim>): readonly Wake[] {
  function helps(pod: PodInfo, { object, old }: DeviceChange): boolean {
    const own = podClaims(pod, claims);
    if (typeof own === 'string') return false;
    const [now, before] = [object as Claim, old as Claim | undefined];
    // Others' devices are free.
    if (before?.status.allocation && !now.status.allocation) return true;
    return own.some(({ metadata }) => metadata.uid === now.metadata.uid) && !(before && same(now.status, before.status));
  }
  return [
    { subject: 'Node', kinds: ['NodeAdded', 'NodeLabelsChanged', 'NodeAllocatableChanged'] },
    { subject: 'Device', kinds: ['DeviceClaimChanged'], helps },
    { subject: 'Self', kinds: ['OwnClaimsGenerated'], helps: (_pod, { pod }) => typeof podClaims(pod, claims) !== 'string' },
    { subject: 'Device', kinds: ['DeviceClassChanged', 'DevicesChanged'] },
  ];
}
