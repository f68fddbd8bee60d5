/** Rules of a whole pod (kubernetes pkg/apis/core/validation ValidatePodCreate and validatePodMetadataAndSpec). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { labelFault } from '../../../names';
import { each, when } from '../../checks';
import { allContainers } from '../pod-template/default';
import { validatePodSpec } from '../pod-template/validate';

export function validatePod(pod: core.Pod): FieldError[] {
  const { spec, metadata } = pod;
  return [
    ...annotationRules(metadata.annotations ?? {}, spec),
    ...validatePodSpec(spec, 'spec', true),
    ...imageWhitespace(spec),
    ...when(spec.nodeName && spec.schedulingGates?.length, () => forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')),
  ];
}

const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

function annotationRules(annotations: Readonly<Record<string, string>>, { nodeName }: core.PodSpec): FieldError[] {
  const cost = annotations[deletionCost];
  return [
    ...when(mirror in annotations && !nodeName, () =>
      invalid(`metadata.annotations[${mirror}]`, annotations[mirror], 'must set spec.nodeName if mirror pod annotation is set')),
    ...when(cost !== undefined && !isInt32(cost), () => invalid(`metadata.annotations[${deletionCost}]`, cost, 'must be a 32bit integer')),
  ];
}

const isInt32 = (text: string): boolean => /^(0|-?[1-9]\d*)$/.test(text) && Math.abs(Number(text)) <= 2 ** 31 - 1;

/** Templates may carry such an image, as a token that something else replaces. */
const imageWhitespace = (spec: core.PodSpec): FieldError[] =>
  [['initContainers', spec.initContainers] as const, ['containers', spec.containers] as const].flatMap(([list, containers]) =>
    each(containers, `spec.${list}`, ({ image }, at) =>
      when(image && image !== image.trim(), () => invalid(`${at}.image`, image, 'must not have leading or trailing whitespace'))));

export function warnAboutPod(pod: core.Pod, old: core.Pod | undefined): string[] {
  if (old) return [];
  const fault = labelFault(pod.metadata.name ?? '');
  const hostname = `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${fault ?? ''}]`;
  return [...(fault ? [hostname] : []), ...repeatedEnv(pod.spec)];
}

/** The last value wins, which is rarely meant. */
const repeatedEnv = (spec: core.PodSpec): string[] =>
  allContainers(spec).flatMap((container) => {
    const list = spec.containers.includes(container) ? 'containers' : 'initContainers';
    const index = (spec[list] ?? []).indexOf(container);
    const names = container.env?.map(({ name }) => name) ?? [];
    return names.flatMap((name, i) => (names.indexOf(name) === i ? [] : [`spec.${list}[${index}].env[${i}]: hides previous definition of "${name}", which may be dropped when using apply`]));
  });
