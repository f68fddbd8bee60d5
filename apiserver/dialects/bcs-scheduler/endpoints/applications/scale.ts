/** scaleApplication: a version of its own each time, although nothing but the number is new. */
import { bcsRules, type bcs } from '../../../../../api';
import type { Call, Service } from '../../call';
import { BcsFault } from '../../faults';
import { keyAt, namedAt } from '../../sent';
import { expectAddresses } from '../../workloads';
import { expectLegal, intend, type WorkloadKind } from './intend';

export const scale = (kind: WorkloadKind) => (call: Call): Promise<void> =>
  intend(call.service, { key: keyAt(call), ...namedAt(call) }, kind, scaledTo(call.service, instancesAt(call)));

/** Throws E200 where it is not legal. */
export const scaledTo = ({ nanos }: Pick<Service, 'nanos'>, instances: number) => (spec: bcs.BcsApplicationSpec, current: bcs.BcsApplication): bcs.BcsApplicationSpec => {
  expectLegal('scale', current);
  expectAddresses(bcsRules.definitionOf(spec), instances, 'E200');
  return { ...spec, instances, version: nanos() };
};

/** What an int32 holds: there are no more taskgroups than a machine can count. */
const most = 2 ** 31 - 1;

export function instancesAt({ at: { instances = '' } }: Pick<Call, 'at'>): number {
  if (!/^\+?\d{1,10}$/.test(instances) || Number(instances) > most) throw new BcsFault('E200', `instances ${JSON.stringify(instances)} is not a number`);
  if (Number(instances) === 0) throw new BcsFault('E200', 'instances must be greater than 0');
  return Number(instances);
}
