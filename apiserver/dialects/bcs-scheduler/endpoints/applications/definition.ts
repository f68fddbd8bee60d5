/** getApplicationDef: what somebody sent last. */
import type { bcs } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { applicationAt } from './intend';
import { versionsOf } from './versions';

/** Scaling leaves it as it is. */
export async function getDefinition(call: Call): Promise<unknown> {
  const application = await applicationAt(call);
  const { spec } = application;
  if (!spec.derived) return spec.definition;
  const sent = (await versionsOf(call.service, application)).findLast((version: bcs.BcsVersion) => !version.spec.derived);
  if (!sent) throw new BcsFault('E200', `application(${call.at.ns}.${call.at.name}) was not created by a definition: it is a deployment's`, { http: 404 });
  return sent.spec.definition;
}
