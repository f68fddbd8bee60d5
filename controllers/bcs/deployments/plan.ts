/** What is to be done about a deployment next, and what is told of it. Pure. */
import { bcsRules, omit, same, type bcs } from '../../../api';
import { bind, replacing } from './binding';
import { cancel } from './cancel';
import { remove } from './removal';
import { resize } from './resize';
import { begin, roll } from './rolling';
import { changing, telling, type Plan, type World } from './world';

export function plan(world: World): Plan {
  const { fault, deployment: { metadata: { deletionTimestamp, finalizers }, spec: { deletion, rollout, definitionBackup }, status } } = world;
  if (deletionTimestamp || deletion) return remove(world);
  if (!finalizers?.includes(bcsRules.marks.finalizer)) return { actions: [{ do: 'adopt' }] };
  if (fault !== undefined) return telling(world, { message: fault, ...(!status && { status: 'Deploying' }) });
  if (!status?.application) return bind(world);
  if (rollout) return rollout.cancelled ? cancel(world, rollout) : roll(world, rollout);
  return definitionBackup ? begin(world) : settle(world);
}

/** No update is going on: it has come to its end, or none has begun. */
function settle(world: World): Plan {
  const { deployment: { metadata: { generation }, spec, status = {} } } = world;
  const name = spec.application ?? status.application?.name ?? '';
  const resized = resize(world, name);
  const next: bcs.BcsDeploymentStatus = {
    ...(status.conditions && { conditions: status.conditions }), ...(generation !== undefined && { observedGeneration: generation }),
    ...resized.status, application: { name },
  };
  const actions = [...replacing(world), ...changing(world.application(name), { rolling: undefined, defined: undefined }), ...resized.actions];
  if (!same(next, status)) return { actions, status: next };
  // Whoever is called so later is another.
  return spec.replaces !== undefined && !world.application(spec.replaces) ? { actions, spec: omit(spec, 'replaces') } : { actions };
}
