/** No container has all of the node's rights (policy/check_privileged.go). */
import { containerCheck, type Check } from '../check';

const check = containerCheck('privileged', ({ securityContext }) => securityContext?.privileged === true, (who) => `${who} must not set securityContext.privileged=true`);

export const privileged: Check = { id: 'privileged', level: 'baseline', versions: [{ since: 0, check }] };
