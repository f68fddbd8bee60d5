/** deleteDeployment: it goes when its applications have gone. */
import type { Call } from '../../call';
import { keyAt } from '../../sent';
import { intend, notThere } from './intend';

/** In any status; once more is another try. */
export function remove(call: Call): Promise<void> {
  const { service, query } = call;
  const enforce = query.get('enforce') === '1';
  return intend(service, keyAt(call), (spec) => ({ ...spec, deletion: { id: service.nanos(), ...(enforce && { enforce }) } }), notThere('E202'));
}
