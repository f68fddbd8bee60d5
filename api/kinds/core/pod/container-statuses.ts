/** Who a container runs as, and how the resources that it was given are (KEP-3619, KEP-4680). */
import { duplicate, forbidden, invalid, notSupported, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, numericId, when } from '../../checks';

const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

export function validateContainerStatuses({ spec, status }: core.Pod): FieldError[] {
  const { ephemeralContainerStatuses: ephemeral } = status;
  return [
    ...lists.flatMap((list) => each(status[list], `status.${list}`, ({ user }, at) => userFaults(user?.linux, spec.os?.name, `${at}.linux`))),
    ...allocated(status.containerStatuses, spec.containers, 'status.containerStatuses'),
    ...allocated(status.initContainerStatuses, spec.initContainers ?? [], 'status.initContainerStatuses'),
    ...each(ephemeral, 'status.ephemeralContainerStatuses', ({ allocatedResourcesStatus }, at) =>
      when(allocatedResourcesStatus?.length, () => forbidden(`${at}.allocatedResourcesStatus`, 'must not be specified in container status'))),
  ];
}

function userFaults(user: core.LinuxContainerUser | undefined, os: string | undefined, field: string): FieldError[] {
  if (!user) return [];
  if (os === 'windows') return [forbidden(field, 'cannot be set for a windows pod')];
  return [
    ...numericId(user.uid, `${field}.uid`),
    ...numericId(user.gid, `${field}.gid`),
    ...each(user.supplementalGroups, `${field}.supplementalGroups`, numericId),
  ];
}

const allocated = (statuses: readonly core.ContainerStatus[] | undefined, containers: readonly core.Container[], field: string): FieldError[] =>
  each(statuses, field, ({ name, allocatedResourcesStatus }, at) => {
    const container = containers.find((each) => each.name === name);
    return each(allocatedResourcesStatus, `${at}.allocatedResourcesStatus`, (resource, place) => [
      ...(container ? unknownResource(resource.name, container, `${place}.name`) : []),
      ...validateHealth(resource.resources, `${place}.resources`),
    ]);
  });

const claim = 'claim:';

function unknownResource(name: string, { resources }: core.Container, field: string): FieldError[] {
  if (!name.startsWith(claim)) return when(!(name in (resources?.requests ?? {})), () => invalid(field, name, "must match one of the container's resource requests"));
  const names = (resources?.claims ?? []).map((each) => `${claim}${each.name}${each.request ? `/${each.request}` : ''}`);
  return when(!names.includes(name), () => invalid(field, name,
    "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty"));
}

const healths = ['Healthy', 'Unhealthy', 'Unknown'];

const validateHealth = (list: readonly core.ResourceHealth[] | undefined, field: string): FieldError[] => [
  ...each(list, field, ({ health = '' }, at) => when(!healths.includes(health), () => notSupported(`${at}.health`, health, healths))),
  ...duplicates(list, ({ resourceID }) => resourceID, (i, id) => duplicate(`${field}[${i}].resourceID`, id)),
];
