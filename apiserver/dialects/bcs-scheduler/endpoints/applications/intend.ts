/** How intents are written: whether they are legal is judged of the very state that they change, so that no two meet. */
import { ApiError, bcsRules, kinds, type bcs } from '../../../../../api';
import { orUnknown, type Named } from '../../by-name';
import type { Call, Service } from '../../call';
import { BcsFault } from '../../faults';
import { keyAt, namedAt, type Sent } from '../../sent';

export type WorkloadKind = 'application' | 'process';

export const kindOf = ({ kind = 'application' }: bcs.BcsApplicationSpec): WorkloadKind => kind;

/** Rejects with E202. */
export const applicationAt = (call: Pick<Call, 'at' | 'service'>): Promise<bcs.BcsApplication> => orUnknown('application', namedAt(call), call.service.registry.of(kinds.bcsapplications).get(keyAt(call)));

/** `change` throws where it is not legal. Rejects with E202, and with what that throws. */
export async function intend(
  service: Service, named: Named & Pick<Sent, 'key'>, kind: WorkloadKind, change: (spec: bcs.BcsApplicationSpec, current: bcs.BcsApplication) => bcs.BcsApplicationSpec,
): Promise<void> {
  const changed = await orUnknown('application', named, service.registry.of(kinds.bcsapplications).update(named.key, (current) => {
    expectSameKind(current, kind);
    return { ...current, spec: change(current.spec, current) };
  }));
  await keepVersion(service, changed);
}

export function expectSameKind(current: bcs.BcsApplication, kind: WorkloadKind): void {
  const is = kindOf(current.spec);
  if (is !== kind) throw new BcsFault('E200', `${bcsRules.bcsNameOf(current).name} is of kind ${is}, not ${kind}`);
}

/** Throws E200. */
export function expectLegal(operation: bcsRules.ApplicationOperation, current: bcs.BcsApplication, enforce = false): void {
  const status = bcsRules.statusOf(current);
  if (!bcsRules.mayBegin(operation, status, enforce)) throw new BcsFault('E200', `application status is ${status}, Operation Not Allowed`);
}

/** As an object of its own; if this ends before, whoever looks after the application does it. */
export async function keepVersion({ registry }: Pick<Service, 'registry'>, application: bcs.BcsApplication): Promise<void> {
  const version = bcsRules.versionOf(application);
  if (!version) return;
  try {
    await registry.of(kinds.bcsversions).create(version);
  } catch (error) {
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
  }
}
