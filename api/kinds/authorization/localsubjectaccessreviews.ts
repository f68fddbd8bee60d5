/** May somebody, in this namespace? */
import { authorize } from '../../access';
import { define } from '../../define';
import { invalid, type FieldError } from '../../field-error';
import type * as authorization from '../../schema/types/authorization.v1';
import { when } from '../checks';
import { validateNoMetadata, validateQuestion, validateSubject } from './review';

export const localsubjectaccessreviews = define<authorization.LocalSubjectAccessReview>('authorization.k8s.io', 'v1', 'LocalSubjectAccessReview', {
  strategy: {
    validate: (review) => [
      ...validateQuestion(review.spec),
      ...validateSubject(review.spec),
      ...validateNoMetadata(review.metadata, ['namespace']),
      ...validatePlace(review),
    ],
  },
  answer: (review) => ({ ...review, status: authorize(review.spec) }),
});

const validatePlace = ({ metadata, spec: { resourceAttributes, nonResourceAttributes } }: authorization.LocalSubjectAccessReview): FieldError[] => [
  ...when(resourceAttributes && (resourceAttributes.namespace ?? '') !== (metadata.namespace ?? ''), () =>
    invalid('spec.resourceAttributes.namespace', resourceAttributes?.namespace ?? '', 'must match metadata.namespace')),
  ...when(nonResourceAttributes, () => invalid('spec.nonResourceAttributes', nonResourceAttributes, 'disallowed on this kind of request')),
];
