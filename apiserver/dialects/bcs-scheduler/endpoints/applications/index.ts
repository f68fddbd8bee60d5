/** Applications, and processes, which are the same with another kind (sections 3.1 and 3.9 of the document's specification). */
import { route, type Route } from '../../call';
import { create } from './create';
import { getDefinition } from './definition';
import type { WorkloadKind } from './intend';
import { fetchApplication, fetchVersion, listApplications, listTaskgroups, listTasks, listVersions } from './read';
import { remove } from './remove';
import { reschedule } from './reschedule';
import { scale } from './scale';
import { rollback, update } from './update';

const plurals = { application: 'applications', process: 'processes' } as const;

const routesOf = (kind: WorkloadKind): readonly Route[] => {
  const all = `/namespaces/:ns/${plurals[kind]}`;
  const one = `${all}/:name`;
  return [
    route('POST', all, create(kind)),
    route('PUT', all, update(kind)),
    route('DELETE', one, remove(kind)),
    route('PUT', `${one}/scale/:instances`, scale(kind)),
    route('PUT', `${all}/rollback`, rollback(kind)),
    route('GET', one, fetchApplication),
    route('GET', all, listApplications(kind)),
    route('GET', `${one}/taskgroups`, listTaskgroups),
    route('GET', `${one}/tasks`, listTasks),
    route('PUT', `${one}/taskgroups/:taskgroup/rescheduler`, reschedule),
    route('GET', `${one}/versions`, listVersions),
    route('GET', `${one}/versions/:versionid`, fetchVersion),
    // As the document's examples ask.
    route('PUT', `${one}/versions`, listVersions),
    route('PUT', `${one}/versions/:versionid`, fetchVersion),
  ];
};

export const applicationRoutes = routesOf('application');
export const processRoutes = routesOf('process');
export const applicationDefinitionRoute = route('GET', '/definition/application/:ns/:name', getDefinition);
