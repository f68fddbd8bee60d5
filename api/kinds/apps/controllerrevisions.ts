/** ControllerRevisions: what a template once was (kubernetes pkg/registry/apps/controllerrevision). */
import { define } from '../../define';
import { controllerOf } from '../../object';
import { required } from '../../field-error';
import type * as apps from '../../schema/types/apps.v1';
import { immutable, nonNegative, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';

export const controllerrevisions = define<apps.ControllerRevision>('apps', 'v1', 'ControllerRevision', {
  strategy: {
    generation: false,
    validate: ({ data, revision }) => [
      ...when(data === undefined || data === null, () => required('data', 'data is mandatory')),
      ...nonNegative(revision, 'revision'),
    ],
    validateUpdate: (next, old) => immutable(next.data, old.data, 'data'),
  },
  columns: [
    nameColumn(),
    column('Controller', 'The workload whose revision it is.', controllerName),
    column('Revision', 'Number of the revision, in order of time.', ({ revision }) => revision ?? 0),
    ageColumn(),
  ],
});

/** `daemonset.apps/web`. */
function controllerName(revision: apps.ControllerRevision): string {
  const owner = controllerOf(revision);
  if (!owner) return none;
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}`;
}
