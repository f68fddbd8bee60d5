/** authorization.k8s.io/v1beta1: groups are called `group` (kubernetes pkg/apis/authorization/v1beta1/conversion.go). */
import type * as v1 from '../../../schema/types/authorization.v1';
import type * as v1beta1 from '../../../schema/types/authorization.v1beta1';
import { versionOf } from '../../version-of';
import { localsubjectaccessreviews } from '../localsubjectaccessreviews';
import { subjectaccessreviews } from '../subjectaccessreviews';

const shape = {
  fromHub: ({ spec: { groups, ...spec }, ...review }: v1.SubjectAccessReview): v1beta1.SubjectAccessReview => ({ ...review, spec: { ...spec, group: groups } }),
  toHub: ({ spec: { group, ...spec }, ...review }: v1beta1.SubjectAccessReview): v1.SubjectAccessReview => ({ ...review, spec: { ...spec, groups: group } }),
};

export const subjectaccessreviewsInV1beta1 = versionOf<v1beta1.SubjectAccessReview, v1.SubjectAccessReview>(subjectaccessreviews, 'v1beta1', shape);
export const localsubjectaccessreviewsInV1beta1 = versionOf<v1beta1.LocalSubjectAccessReview, v1.LocalSubjectAccessReview>(localsubjectaccessreviews, 'v1beta1', shape);
