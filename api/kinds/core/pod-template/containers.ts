/** Containers and init containers. */
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, label, when } from '../../checks';
import { validateEnv, validateEnvFrom } from './env';
import { validateMounts } from './mounts';
import { hostPortConflicts, validatePorts } from './ports';
import { validateLifecycle, validateReadinessProbe, validateRestartingProbe } from './probes';
import { validateResources } from './resources';
import { validateSecurityContext } from './security-context';

/** What the checks of a container know of its pod. */
export interface PodFacts {
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
    ...each(containers, field, (container, at) => [
      ...validateContainer(container, pod, at),
      ...validateLife(container, pod, at),
      ...when(container.restartPolicy === 'Always', () => forbidden(`${at}.restartPolicy`, 'may not be set for non-init containers')),
    ]),
    ...duplicates(containers, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
    ...hostPortConflicts(containers, field),
  ];
}

export const validateInitContainers = (containers: readonly core.Container[] | undefined, main: readonly core.Container[], pod: PodFacts, field: string): FieldError[] => [
  ...each(containers, field, (container, at) => [
    ...validateContainer(container, pod, at),
    ...(isSidecar(container) ? validateLife(container, pod, at) : nothingButRun(container, at)),
    ...when(main.some(({ name }) => name === container.name), () => duplicate(`${at}.name`, container.name)),
    // Init containers run one after the other, so only ports of the same container can meet.
    ...hostPortConflicts([container], field),
  ]),
  ...duplicates(containers, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

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

const validateContainer = (container: core.Container, pod: PodFacts, field: string): FieldError[] => [
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

const resizable = ['cpu', 'memory'];

const validateResizePolicy = (policies: readonly core.ContainerResizePolicy[] | undefined, restartPolicy: string | undefined, field: string): FieldError[] => [
  ...duplicates(policies, (policy) => policy.resourceName, (i, name) => duplicate(`${field}[${i}]`, name)),
  ...each(policies, field, (policy) => [
    ...when(!resizable.includes(policy.resourceName), () => notSupported(field, policy.resourceName, resizable)),
    ...when(restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired', () =>
      invalid(field, policy.restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'")),
  ]),
];
