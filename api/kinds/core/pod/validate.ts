/** Rules of a whole pod (kubernetes pkg/apis/core/validation ValidatePodCreate and validatePodMetadataAndSpec). */
import { forbidden, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, when } from '../../checks';
import { annotationsAgree, validatePodAnnotations } from '../pod-template/annotations';
import { imagePadding } from '../pod-template/containers';
import { validatePodSpec } from '../pod-template/validate';

export function validatePod({ metadata, spec }: core.Pod, old?: core.Pod): FieldError[] {
  return [
    ...validatePodAnnotations(metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', metadata.name ?? ''),
    ...(spec.serviceAccountName ? [] : tokensOfNobody(spec)),
    ...each(spec.containers ?? [], 'spec.containers', ({ image }, at) => imagePadding(image, at)),
    ...each(spec.initContainers, 'spec.initContainers', ({ image }, at) => imagePadding(image, at)),
    ...(old ? [] : atFirst(metadata, spec)),
  ];
}

/** What must not be in a pod that is made. */
const atFirst = ({ annotations }: core.Pod['metadata'], spec: core.PodSpec): FieldError[] => [
  ...when(spec.ephemeralContainers?.length, () => forbidden('spec.ephemeralContainers', 'cannot be set on create')),
  ...when(spec.nodeName && spec.schedulingGates?.length, () => forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')),
  ...annotationsAgree(annotations, spec, 'spec'),
];

const tokensOfNobody = (spec: core.PodSpec): FieldError[] =>
  each(spec.volumes, 'spec.volumes', ({ projected }, at) => each(projected?.sources ?? [], `${at}.projected.sources`, ({ serviceAccountToken }, sourceAt) =>
    when(serviceAccountToken, () => forbidden(`${sourceAt}.serviceAccountToken`, 'must not be specified when serviceAccountName is not set'))));
