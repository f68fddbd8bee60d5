/** An object that is being written becomes what webhooks or policies have made of it (k8s.io/apiserver …/webhook/mutating callAttrMutatingHook). */
import { ApiError, same, type KubeObject, type StrategyContext } from '../../api';
import type { Attempt } from '../admission';
import { inOrder } from '../writes/system-fields';
import type { Sight } from './webhooks/sight';

export interface ReplaceContext extends StrategyContext {
  /** `admission webhook "a.example.com"` */
  readonly who: string;
}

type ObjectAttempt = Attempt & { readonly object: KubeObject };

/** Answers whether the object is another now. Throws ApiError for what is no object of the kind. */
export function replaceObject(attempt: ObjectAttempt, sight: Sight, changed: unknown, { who, ...context }: ReplaceContext): boolean {
  const { object } = attempt;
  const taken = throughView(attempt, taking(() => sight.take(changed, object)), context);
  if (taken.metadata.name !== object.metadata.name || taken.metadata.namespace !== object.metadata.namespace) {
    throw ApiError.internal(`${who} attempted to change the name or namespace of the object, which is not supported`);
  }
  const next = { ...taken, metadata: withSystemFields(attempt, taken, object) };
  if (same(next, object)) return false;
  for (const field of Object.keys(object)) if (!Object.hasOwn(next, field)) Reflect.deleteProperty(object, field);
  Object.assign(object, next);
  return true;
}

/** What is no object of the kind is the server's error, not the client's. */
function taking(take: () => KubeObject): KubeObject {
  try {
    return take();
  } catch (error) {
    throw error instanceof ApiError ? ApiError.internal(error.decodeFault?.fault ?? error.message) : error;
  }
}

/** What a subresource lets nobody change, it lets no webhook change. */
function throughView({ definition, subresource, old }: Attempt, taken: KubeObject, context: StrategyContext): KubeObject {
  const view = subresource ? definition.subresources[subresource] : undefined;
  return view?.type === 'view' && old ? view.prepareForUpdate(taken, old, context) : taken;
}

/** What only the server says, and who owns which fields, stays. An update's are looked after when it goes on. */
function withSystemFields({ operation, old }: Attempt, { metadata }: KubeObject, { metadata: before }: KubeObject): KubeObject['metadata'] {
  const { managedFields } = before;
  if (operation !== 'CREATE') return { ...metadata, resourceVersion: metadata.resourceVersion === old?.metadata.resourceVersion ? before.resourceVersion : metadata.resourceVersion, managedFields };
  const { selfLink, uid, generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = before;
  return inOrder({ ...metadata, selfLink, uid, generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, managedFields });
}
