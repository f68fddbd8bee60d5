/** Programs may not gain rights that their parent has not (policy/check_allowPrivilegeEscalation.go). */
import { containerCheck, unlessWindows, type Check } from '../check';

const check = containerCheck('allowPrivilegeEscalation != false', ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  (who) => `${who} must set securityContext.allowPrivilegeEscalation=false`);

export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation', level: 'restricted',
  versions: [{ since: 8, check }, { since: 25, check: unlessWindows(check) }],
};
