/** Ephemeral containers: to look into a pod that runs, so nothing that the pod relies on (KEP-277). */
import { duplicate, forbidden, notFound, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, when } from '../../checks';
import { imagePadding, validateContainer, type PodFacts } from './containers';

const why = 'cannot be set for an Ephemeral Container';
const notTheirs = ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;
const subPaths = ['subPath', 'subPathExpr'] as const;

/** `others`: init containers and containers. */
export function validateEphemeralContainers(containers: readonly core.EphemeralContainer[] | undefined, others: readonly core.Container[], pod: PodFacts, field: string): FieldError[] {
  if (!containers?.length) return [];
  const lasting = new Set(others.map(({ name }) => name));
  const names = new Set(lasting);
  return each(containers, field, (container, at) => {
    const { name, image, targetContainerName: target, volumeMounts } = container;
    const taken = names.has(name);
    names.add(name);
    return [
      ...validateContainer(container, pod, at),
      ...imagePadding(image, at),
      ...when(taken, () => duplicate(`${at}.name`, name)),
      ...when(target && !lasting.has(target), () => notFound(`${at}.targetContainerName`, target)),
      ...notTheirs.flatMap((part) => when(isSet(container[part]), () => forbidden(`${at}.${part}`, why))),
      ...each(volumeMounts, `${at}.volumeMounts`, (mount, mountAt) => subPaths.flatMap((path) => when(mount[path], () => forbidden(`${mountAt}.${path}`, why)))),
    ];
  });
}

/** Resources are always printed. */
const isSet = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined);
