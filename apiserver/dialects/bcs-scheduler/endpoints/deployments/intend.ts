/** How intents with deployments are written: whether they are legal is judged of the very state that they change, so that no two meet. */
import { ApiError, bcsRules, kinds, type bcs } from '../../../../../api';
import type { Call, Service } from '../../call';
import { BcsFault } from '../../faults';
import { orNothing } from '../../or-nothing';
import { keyAt, type Sent } from '../../sent';

type Change = (spec: bcs.BcsDeploymentSpec, current: bcs.BcsDeployment) => bcs.BcsDeploymentSpec;
type Key = Sent['key'];

/** The document's source tells of a missing one with either code, by what was asked. */
export const notThere = (code: 'E200' | 'E202' = 'E200') => (): BcsFault => new BcsFault(code, 'deployment not exist', { http: 404 });

/** Rejects with `missing` for what is not there. */
export async function found<T>(asking: Promise<T>, missing: () => BcsFault = notThere()): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw ApiError.is(error, 'NotFound') ? missing() : error;
  }
}

/** Rejects with `missing`. */
export const deploymentAt = (call: Pick<Call, 'at' | 'service'>, missing?: () => BcsFault): Promise<bcs.BcsDeployment> => found(call.service.registry.of(kinds.bcsdeployments).get(keyAt(call)), missing);

/** `change` throws where it is not legal. */
export async function intend({ registry }: Pick<Service, 'registry'>, key: Key, change: Change, missing?: () => BcsFault): Promise<void> {
  await found(registry.of(kinds.bcsdeployments).update(key, (current) => ({ ...current, spec: change(current.spec, current) })), missing);
}

/** Throws E200 with `message`. */
export function expectLegal(operation: bcsRules.DeploymentOperation, current: bcs.BcsDeployment, message: (status: bcsRules.DeploymentStatus) => string): void {
  const status = bcsRules.statusOfDeployment(current);
  if (!bcsRules.deploymentMay(operation, status)) throw new BcsFault('E200', message(status));
}

/** The application that it has, if it is there. */
export async function boundOf({ registry }: Pick<Service, 'registry'>, { metadata: { namespace }, spec, status }: bcs.BcsDeployment): Promise<bcs.BcsApplication | undefined> {
  const name = spec.application ?? status?.application?.name;
  return name === undefined ? undefined : applicationNamed({ registry }, namespace, name);
}

/** `namespace`: as Kubernetes calls it; `name`: as BCS does. */
export function applicationNamed({ registry }: Pick<Service, 'registry'>, namespace: string | undefined, name: string): Promise<bcs.BcsApplication | undefined> {
  return orNothing(registry.of(kinds.bcsapplications).get({ namespace, name: bcsRules.objectName(name) }));
}
