/** Containers and init containers. */
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, label, when } from '../../checks';
import { validateEnv, validateEnvFrom } from './env';
import { validateMounts } from './mounts';
import { hostPortConflicts, validatePorts } from './ports';
import { validateLifecycle, validateReadinessProbe, validateRestartingProbe } from './probes';
import { validateResizePolicy } from './resize-policy';
import { validateResources } from './resources';
import { validateRestart } from './restart-rules';
import { validateSecurityContext } from './security-context';

/** What the checks of a container know of its pod. */
export interface PodFacts {
  /** Those that can be mounted. */
  readonly volumes: ReadonlyMap<string, core.Volume>;
  readonly claimNames: readonly string[];
  readonly gracePeriod: number | undefined;
  readonly restartPolicy: string | undefined;
  readonly hostUsers: boolean;
}

/** No list at all is a fault of structure, found before. */
export function validateContainers(containers: readonly core.Container[] | null, pod: PodFacts, field: string): FieldError[] {
  if (!containers?.length) return when(containers, () => required(field));
  return [
    ...each(containers, field, (container, at) => [...validateContainer(container, pod, at), ...validateLife(container, pod, at), ...validateRestart(container, at)]),
    ...duplicates(containers, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
    ...hostPortConflicts(containers, field),
  ];
}

export function validateInitContainers(containers: readonly core.Container[] | undefined, main: readonly core.Container[], pod: PodFacts, field: string): FieldError[] {
  if (!containers?.length) return [];
  return [
    ...each(containers, field, (container, at) => [
      ...validateContainer(container, pod, at),
      ...validateRestart(container, at),
      ...when(main.some(({ name }) => name === container.name), () => duplicate(`${at}.name`, container.name)),
      // Init containers run one after the other, so only ports of the same container can meet.
      ...hostPortConflicts([container], field),
      ...(isSidecar(container) ? validateLife(container, pod, at) : nothingButRun(container, at)),
    ]),
    ...duplicates(containers, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
  ];
}

/** An init container that keeps running beside the others (KEP-753). */
export const isSidecar = (container: core.Container | undefined): boolean => container?.restartPolicy === 'Always';

const afterStart = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

const nothingButRun = (container: core.Container, field: string): FieldError[] =>
  afterStart.flatMap((name) => when(container[name], () => forbidden(`${field}.${name}`, 'may not be set for init containers without restartPolicy=Always')));

const validateLife = (container: core.Container, pod: PodFacts, field: string): FieldError[] => [
  ...validateLifecycle(container.lifecycle, pod.gracePeriod, `${field}.lifecycle`),
  ...validateRestartingProbe(container.livenessProbe, `${field}.livenessProbe`),
  ...validateReadinessProbe(container.readinessProbe, `${field}.readinessProbe`),
  ...validateRestartingProbe(container.startupProbe, `${field}.startupProbe`),
];

export const validateContainer = (container: core.Container | core.EphemeralContainer, pod: PodFacts, field: string): FieldError[] => [
  ...(container.name ? label(container.name, `${field}.name`) : [required(`${field}.name`)]),
  ...when(!container.image, () => required(`${field}.image`)),
  ...validatePorts(container.ports, `${field}.ports`),
  ...validateEnv(container.env, `${field}.env`),
  ...validateEnvFrom(container.envFrom, `${field}.envFrom`),
  ...validateMounts(container, pod.volumes, field),
  ...validateResources(container.resources, pod.claimNames, `${field}.resources`),
  ...validateResizePolicy(container.resizePolicy, pod.restartPolicy, `${field}.resizePolicy`),
  ...validateSecurityContext(container.securityContext, pod.hostUsers, `${field}.securityContext`),
];

/** Templates may carry such an image, as a token that something else replaces. */
export const imagePadding = (image: string | undefined, field: string): FieldError[] =>
  when(image && image !== image.trim(), () => invalid(`${field}.image`, image, 'must not have leading or trailing whitespace'));
