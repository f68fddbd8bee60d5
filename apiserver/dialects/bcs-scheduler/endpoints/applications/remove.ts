/** deleteApplication: whoever looks after it stops its taskgroups; when they have ended it goes. */
import type { Call } from '../../call';
import { keyAt, namedAt } from '../../sent';
import { expectLegal, intend, type WorkloadKind } from './intend';

export const remove = (kind: WorkloadKind) => (call: Call): Promise<void> => {
  const { service, query } = call;
  const enforce = query.get('enforce') === '1';
  return intend(service, { key: keyAt(call), ...namedAt(call) }, kind, (spec, current) => {
    expectLegal('delete', current, enforce);
    return { ...spec, deletion: { id: service.nanos(), ...(enforce && { enforce }) } };
  });
};
