/** What plugins ask of an attempt. */
import { ApiError, type KubeObject, type ResourceDefinition } from '../../api';
import type { Attempt } from '../admission';
import { resourceName } from '../reads';

export type Creation<T extends KubeObject> = Attempt & { readonly operation: 'CREATE'; readonly object: T };
export type Change<T extends KubeObject> = Attempt & { readonly operation: 'UPDATE'; readonly object: T; readonly old: T };

/** Whatever version it is. */
export const isKind = (definition: ResourceDefinition, { group, kind }: ResourceDefinition): boolean => definition.group === group && definition.kind === kind;

export const isOf = ({ definition }: Attempt, kind: ResourceDefinition): boolean => isKind(definition, kind);

export const creates = <T extends KubeObject>(attempt: Attempt, definition: ResourceDefinition<T>): attempt is Creation<T> =>
  attempt.operation === 'CREATE' && attempt.subresource === '' && isOf(attempt, definition);

/** `subresource`: the view through which it is changed. */
export const changes = <T extends KubeObject>(attempt: Attempt, definition: ResourceDefinition<T>, subresource = ''): attempt is Change<T> =>
  attempt.operation === 'UPDATE' && attempt.subresource === subresource && isOf(attempt, definition);

export const forbidden = ({ definition, key }: Attempt, why: string): ApiError => ApiError.forbidden(resourceName(definition), key.name, why);
