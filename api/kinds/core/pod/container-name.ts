/** Which container of a pod is meant (kubernetes pkg/registry/core/pod/strategy.go validateContainer). */
import { ApiError } from '../../../errors';
import type * as core from '../../../schema/types/core.v1';
import { allContainers } from '../pod-template/default';

/** The one that is asked for, or the only one. Throws ApiError BadRequest. */
export function containerName({ metadata: { name = '' }, spec }: core.Pod, asked: string | undefined): string {
  const all = [...allContainers(spec), ...(spec.ephemeralContainers ?? [])].map((container) => container.name);
  if (asked) {
    if (all.includes(asked)) return asked;
    throw ApiError.badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, ...others] = spec.containers;
  if (only && others.length === 0) return only.name;
  throw ApiError.badRequest(`a container name must be specified for pod ${name}${only ? `, choose one of: [${all.join(' ')}]` : ''}`);
}
