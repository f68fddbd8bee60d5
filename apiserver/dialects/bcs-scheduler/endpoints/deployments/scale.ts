/** scaleDeployment: a scale of the application that it has; the definition keeps the number that was sent. */
import { bcsRules } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { intend, kindOf } from '../applications/intend';
import { instancesAt, scaledTo } from '../applications/scale';
import { boundOf, deploymentAt, expectLegal } from './intend';

export async function scale(call: Call): Promise<void> {
  const { service } = call;
  if (!/^\+?\d+$/.test(call.at.instances ?? '')) throw new BcsFault('E8', `instances ${JSON.stringify(call.at.instances)} is not a number`);
  const instances = instancesAt(call);
  const deployment = await deploymentAt(call);
  expectLegal('scale', deployment, (status) => `operation forbidden, the deployment status is ${status}`);
  const bound = await boundOf(service, deployment);
  if (!bound) throw new BcsFault('E200', 'deployment has no application, can\'t scale');
  const { name = '', namespace = '' } = bound.metadata;
  await intend(service, { key: { namespace, name }, ...bcsRules.bcsNameOf(bound) }, kindOf(bound.spec), scaledTo(service, instances));
}
