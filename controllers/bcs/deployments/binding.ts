/** Which application a new deployment has (section 9.6 of the document's specification): one that its selector matches, or one that is made of it. */
import { bcsRules } from '../../../api';
import { isOwn, telling, withdrawing, type Action, type Plan, type World } from './world';

export function bind(world: World): Plan {
  const { application } = world.deployment.spec;
  return application === undefined ? decide(world) : carryOut(world, application);
}

/** Whoever uses the document's API has decided already. */
function decide(world: World): Plan {
  const { deployment, definition, now } = world;
  const binding = bcsRules.bindingOf(bcsRules.bcsNameOf(deployment).name, definition, world.applications(), 'all', now);
  if ('fault' in binding) return waiting(world, binding.fault);
  const { application, replaces } = binding;
  return { actions: [], spec: { ...deployment.spec, application, ...(replaces !== undefined && { replaces }) } };
}

function carryOut(world: World, name: string): Plan {
  const { deployment, definition: { spec: { instance, template } } } = world;
  const bound = world.application(name);
  const actions = replacing(world);
  if (!template) return bound ? telling(world, { status: 'Running', application: { name }, message: '' }, actions) : waiting(world, `application ${name} does not exist`);
  if (!bound) return { actions: [...actions, { do: 'createApplication', application: bcsRules.applicationOf(deployment, name, { instances: instance }) }] };
  if (!isOwn(world, bound)) return waiting(world, 'application duplicated when create application for deployment');
  return telling(world, { status: 'Running', application: { name }, message: '' }, actions);
}

/** The application whose place has been taken goes. */
export const replacing = (world: World): readonly Action[] => withdrawing(world.application(world.deployment.spec.replaces), world.id);

const waiting = (world: World, message: string): Plan => telling(world, { status: 'Deploying', message });
