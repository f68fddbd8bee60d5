/** Host ports that are still free. */
import { skip, unschedulable, type HostPort, type SchedulerPlugin } from '../framework';
import { portsCollide } from '../pod-info';

const taken = unschedulable("node(s) didn't have free ports for the requested pod ports");

const collide = (wanted: readonly HostPort[], used: readonly HostPort[]): boolean =>
  wanted.some((port) => used.some((other) => portsCollide(port, other)));

export const nodePorts = (): SchedulerPlugin => ({
  name: 'NodePorts',
  sign: ({ hostPorts }) => JSON.stringify(hostPorts),
  preFilter: ({ pod }) => (pod.hostPorts.length ? undefined : skip),
  filter: ({ pod }, { usedPorts }) => (usedPorts.length && collide(pod.hostPorts, usedPorts) ? taken : undefined),
  wakeOn: [
    { subject: 'Node', kinds: ['NodeAdded'] },
    { subject: 'AssignedPod', kinds: ['PodGone'], helps: (pod, { pod: gone }) => collide(pod.hostPorts, gone.hostPorts) },
  ],
});
