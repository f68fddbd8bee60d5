/** A deployment goes with its applications, and after them (section 9.8 of the document's specification). */
import { bcsRules, type bcs } from '../../../api';
import { changing, isOwn, telling, type Action, type Plan, type World } from './world';

export function remove(world: World): Plan {
  const { metadata: { deletionTimestamp, finalizers }, spec: { deletion } } = world.deployment;
  const isOrphaning = deletionTimestamp !== undefined && Boolean(finalizers?.includes('orphan'));
  const left = isOrphaning ? [] : applicationsOf(world);
  const [first] = left;
  if (!first) return { actions: [...(deletion && !deletionTimestamp ? [{ do: 'deleteObject' } as const] : []), { do: 'removeFinalizer' }] };
  const { name } = bcsRules.bcsNameOf(first);
  const isTold = world.deployment.status?.status === 'Deleting';
  return telling(world, { status: 'Deleting', message: isTold ? `application still not deleted: ${name}` : 'waiting applications to be deleted' }, left.flatMap((application) => ending(world, application)));
}

/** Those that it has bound or made; of one that it only meant to bind nothing is known. */
function applicationsOf(world: World): readonly bcs.BcsApplication[] {
  const { spec, status = {} } = world.deployment;
  const bound = [status.application?.name, status.applicationExt?.name];
  const names = new Set([...bound, spec.application, spec.rollout?.application]);
  return [...names].map((name) => world.application(name)).filter((application) => application !== undefined)
    .filter((application) => bound.includes(bcsRules.bcsNameOf(application).name) || isOwn(world, application));
}

function ending({ deployment: { spec: { deletion } } }: World, application: bcs.BcsApplication): readonly Action[] {
  if (!deletion) return application.metadata.deletionTimestamp ? [] : [{ do: 'deleteApplication', application }];
  return changing(application, { deletion });
}
