/** Deployments (section 3.4 of the document's specification), and the definitions that were sent of them. */
import { route, type Call, type Route } from '../../call';
import { cancel } from './cancel';
import { create } from './create';
import { deploymentAt } from './intend';
import { pause, resume } from './pause';
import { remove } from './remove';
import { scale } from './scale';
import { update } from './update';

const all = '/namespaces/:ns/deployments';
const one = `${all}/:name`;

export const deploymentRoutes: readonly Route[] = [
  route('POST', all, create),
  route('PUT', all, update),
  route('PUT', `${one}/cancelupdate`, cancel),
  route('PUT', `${one}/pauseupdate`, pause),
  route('PUT', `${one}/resumeupdate`, resume),
  route('DELETE', one, remove),
  route('PUT', `${one}/scale/:instances`, scale),
];

/** Scaling leaves it as it is; while an update is going on it is the new one. */
export const deploymentDefinitionRoute = route('GET', '/definition/deployment/:ns/:name', async (call: Call) => (await deploymentAt(call)).spec.definition);
