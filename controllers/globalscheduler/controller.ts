/**
 * Allocations on sites that are nodes of this cluster: their machines are Pods (docs/dialects/global-scheduler-objects.md). A pod that failed is
 * made again, one that is gone too; they go with the Allocation.
 */
import { ApiError, keyOf, kinds, omit, type core, type globalscheduler, type KubeObject } from '../../api';
import type { ControllerFactory } from '../../client';
import { dependentsOf, ifPresent, indexOwnership, isControlledBy, uidOf } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { slowStart } from '../slow-start';
import { hasMachines, machinesOf, podNameOf, podOf, type Machine } from './machines';

type Allocation = globalscheduler.Allocation;

export const allocationController: ControllerFactory = ({ client, informers, recorder }) => {
  const allocations = informers.of(kinds.allocations);
  const pods = informers.of(kinds.pods);
  indexOwnership(pods);

  /** Names make it harmless to make one twice. */
  async function make(machine: Machine): Promise<void> {
    const { allocation } = machine;
    const pod = podOf(machine);
    try {
      await client.of(kinds.pods).create(pod);
      recorder.event(allocation, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name ?? ''}`);
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) {
        const there = await ifPresent(client.of(kinds.pods).get(keyOf(pod)));
        // It is on its way out: its end is a change that brings us back.
        if (!there || isControlledBy(there, allocation)) return;
      }
      if (!isNamespaceTerminating(error)) recorder.event(allocation, 'Warning', 'FailedCreate', `Error creating: ${messageOf(error)}`);
      throw error;
    }
  }

  async function takeAway(allocation: Allocation, pod: core.Pod): Promise<void> {
    await ifPresent(client.of(kinds.pods).delete(keyOf(pod), { preconditions: { uid: uidOf(pod) } }));
    recorder.event(allocation, 'Warning', 'FailedMachine', `Deleted failed pod: ${pod.metadata.name ?? ''}`);
  }

  async function tell(allocation: Allocation, phase: globalscheduler.AllocationPhase, message: string): Promise<void> {
    await ifPresent(client.of(kinds.allocations).update(keyOf(allocation), (current) => {
      const { status = {} } = current;
      if (uidOf(current) !== uidOf(allocation) || (status.phase === phase && (status.message ?? '') === message)) return current;
      return { ...current, status: { ...omit(status, 'message'), phase, ...(message && { message }) } };
    }, { subresource: 'status' }));
  }

  return {
    name: 'allocation-controller',
    for: kinds.allocations,
    owns: [kinds.pods],
    concerns: (object: KubeObject) => hasMachines(object as Allocation),
    async reconcile(key) {
      const allocation = allocations.lister.get(key);
      if (!allocation || allocation.metadata.deletionTimestamp || !hasMachines(allocation)) return;
      const own = new Map(dependentsOf(pods.lister, uidOf(allocation)).map((pod) => [pod.metadata.name ?? '', pod]));
      for (const pod of own.values()) if (pod.status.phase === 'Failed' && !pod.metadata.deletionTimestamp) await takeAway(allocation, pod);
      const missing = [...machinesOf(allocation)].filter((machine) => !own.has(podNameOf(machine)));
      const { error } = await slowStart(missing.length, 1, (i) => make(missing[i] as Machine));
      if (error === undefined) return tell(allocation, 'Scheduled', '');
      if (isNamespaceTerminating(error)) return;
      await tell(allocation, 'Failed', `machines cannot be made: ${messageOf(error)}`);
      throw error;
    },
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
