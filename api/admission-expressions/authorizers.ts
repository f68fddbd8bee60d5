/** Whom expressions may ask what the user of a request may do (k8s.io/apiserver pkg/admission/plugin/cel/activation.go). */
import type { Authorize } from '../access';
import { Authorizer, authorizerType, ResourceCheck, resourceCheckType } from '../cel/library/authorizer';
import type { Variables } from '../cel/types/declarations';
import type { Shape } from '../cel/types/shape';
import type { Type } from '../cel/types/types';
import type { Value } from '../cel/values/values';

const ready = (type: Type): Shape => ({ type, wrap: (value) => value as Value });

export const authorizerVariable: Variables = { authorizer: ready(authorizerType) };

/** The second is about what is being written. */
export const authorizerVariables: Variables = { ...authorizerVariable, 'authorizer.requestResource': ready(resourceCheckType) };

/** What of an admission request says who asks for what. */
interface Request {
  readonly userInfo?: { readonly username?: string; readonly groups?: string[]; readonly uid?: string; readonly extra?: Record<string, string[]> };
  readonly requestResource?: { readonly group?: string; readonly resource?: string };
  readonly requestSubResource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export function authorizersFor({ request, authorize }: { readonly request: object; readonly authorize: Authorize }): Readonly<Record<string, Value>> {
  const { userInfo: { username: user, ...subject } = {}, requestResource: { group = '', resource = '' } = {}, requestSubResource: subresource, namespace, name } = request as Request;
  const authorizer = new Authorizer({ user, ...subject }, authorize);
  return { authorizer, 'authorizer.requestResource': new ResourceCheck(authorizer, { group, resource, subresource, namespace, name }) };
}
