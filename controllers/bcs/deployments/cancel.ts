/** An update is undone (section 9.8 of the document's specification): the application that came goes, the one that was gets back what it had, and so does the definition. */
import { omit, type bcs } from '../../../api';
import { changing, withdrawing, type Plan, type World } from './world';

export function cancel(world: World, { id, application }: bcs.Rollout): Plan {
  const { spec, status } = world.deployment;
  const bound = world.application(spec.application);
  // Where the update has not come as far as to say which side it is on, there is nothing to give back.
  const recovery = bound?.spec.rolling ? changing(bound, { rolling: undefined, defined: undefined, instances: status?.rollout?.instancesBefore ?? bound.spec.instances, order: { id, kind: 'relaunch' } }) : [];
  return {
    actions: [...withdrawing(world.application(application), id), ...recovery],
    spec: { ...omit(spec, 'rollout', 'definitionBackup'), definition: spec.definitionBackup ?? spec.definition },
  };
}
