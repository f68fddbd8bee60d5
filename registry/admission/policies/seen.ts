/** A request as expressions see it. */
import { authorize, type KubeObject, type admissionExpressions } from '../../../api';
import type { Attempt } from '../../admission';
import { shown } from '../webhooks/asking';
import { reviewOf } from '../webhooks/review';
import type { Sight } from '../webhooks/sight';

const nothing = { object: undefined, old: undefined };

export function bindingsOf(attempt: Attempt, sight: Sight, params: KubeObject | undefined, namespaceObject: KubeObject | null): admissionExpressions.Bindings {
  const { object = null, old: oldObject = null } = shown(attempt, sight);
  return { object, oldObject, namespaceObject, params: params ?? null, authorize, request: reviewOf(attempt, sight, 'v1', '', nothing).request };
}
