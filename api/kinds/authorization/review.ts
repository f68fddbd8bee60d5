/** What the reviews of access share (kubernetes pkg/apis/authorization/validation). */
import { invalid, type FieldError } from '../../field-error';
import type { ObjectMeta } from '../../object';
import type * as authorization from '../../schema/types/authorization.v1';
import { when } from '../checks';

/** A question is about resources or about a path. */
export function validateQuestion({ resourceAttributes, nonResourceAttributes }: authorization.SelfSubjectAccessReviewSpec): FieldError[] {
  return [
    ...when(resourceAttributes && nonResourceAttributes, () =>
      invalid('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')),
    ...when(!resourceAttributes && !nonResourceAttributes, () =>
      invalid('spec.resourceAttributes', nonResourceAttributes, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')),
  ];
}

export const validateSubject = ({ user, groups }: authorization.SubjectAccessReviewSpec): FieldError[] =>
  when(!user && !groups?.length, () => invalid('spec.user', user ?? '', 'at least one of user or group must be specified'));

/** A question has no name. Whoever stamps its objects with managers of fields is forgiven. */
export const validateNoMetadata = ({ managedFields: _, ...metadata }: ObjectMeta, except: readonly (keyof ObjectMeta)[] = []): FieldError[] => {
  const said = Object.entries(metadata).some(([key, value]) => value !== undefined && !except.includes(key as keyof ObjectMeta));
  return when(said, () => invalid('metadata', metadata, except.length ? `must be empty except for ${except.join(', ')}` : 'must be empty'));
};
