/** ComponentStatuses: how the parts of the control plane are, found out when somebody asks (kubernetes pkg/registry/core/componentstatus). */
import { define } from '../../define';
import type { ClusterState } from '../../definition';
import { ApiError } from '../../errors';
import type * as coordination from '../../schema/types/coordination.v1';
import type * as core from '../../schema/types/core.v1';
import { column, nameColumn } from '../columns';
import { leases } from '../coordination/leases';

type Condition = Omit<core.ComponentCondition, 'type'>;

const well: Condition = { status: 'True', message: 'ok' };
const unwell = (error: string): Condition => ({ status: 'False', error });
const unknown = (message: string): Condition => ({ status: 'Unknown', message });

/** What runs in this process is told by it; of what runs elsewhere its Lease speaks. */
async function ofLeader(name: string, { now, client, runs }: ClusterState): Promise<Condition> {
  if (runs(name)) return well;
  try {
    return ofLease(await client.of(leases).get({ namespace: 'kube-system', name }), now);
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return unknown(`no Lease kube-system/${name} says whether it runs`);
    return unknown((error as Error).message);
  }
}

/** Clocks that differ by more than a lease lasts show up here: there is nothing else to go by. */
function ofLease({ spec: { holderIdentity, renewTime, leaseDurationSeconds = 0 } }: coordination.Lease, now: number): Condition {
  if (!holderIdentity) return unwell('no leader');
  return Date.parse(renewTime ?? '') + leaseDurationSeconds * 1000 >= now ? well : unwell(`leader ${holderIdentity} has not renewed its Lease since ${renewTime ?? 'ever'}`);
}

async function ofStore({ ping }: ClusterState): Promise<Condition> {
  try {
    await ping();
    return well;
  } catch (error) {
    return unwell((error as Error).message);
  }
}

const components: Readonly<Record<string, (state: ClusterState) => Promise<Condition>>> = {
  'controller-manager': (state) => ofLeader('kube-controller-manager', state),
  'etcd-0': ofStore,
  scheduler: (state) => ofLeader('kube-scheduler', state),
};

const health = ({ conditions }: core.ComponentStatus): core.ComponentCondition | undefined => conditions?.find(({ type }) => type === 'Healthy');

function formatHealth(status: core.ComponentStatus): string {
  const condition = health(status);
  if (!condition) return 'Unknown';
  return condition.status === 'True' ? 'Healthy' : 'Unhealthy';
}

export const componentstatuses = define<core.ComponentStatus>('', 'v1', 'ComponentStatus', {
  deprecated: { deprecated: '1.19' },
  observe: (state) => Promise.all(Object.entries(components).map(async ([name, look]) =>
    ({ kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name }, conditions: [{ type: 'Healthy', ...await look(state) }] }))),
  columns: [
    nameColumn(),
    column('Status', 'Whether it works as it should.', formatHealth),
    column('Message', 'What it says of itself.', (status) => health(status)?.message ?? ''),
    column('Error', 'What went wrong in asking it.', (status) => health(status)?.error ?? ''),
  ],
});
