/** Resources of taskgroups are changed where they are, as the definition has them now: an order to the application (the document's source, `args=resource`). */
import { bcsRules, type bcs } from '../../../api';
import { changing, type Action, type World } from './world';

interface Resizing {
  readonly actions: readonly Action[];
  readonly status: Pick<bcs.BcsDeploymentStatus, 'status' | 'resize'>;
}

/** `name`: of the application that is bound. */
export function resize(world: World, name: string): Resizing {
  const { deployment, deployment: { spec: { resize: wanted }, status: { resize: told } = {} } } = world;
  const application = world.application(name);
  if (wanted && application && wanted.id !== told?.id) {
    const { spec: { definition } } = bcsRules.applicationOf(deployment, name, { instances: application.spec.instances });
    const order = { id: wanted.id, kind: 'resource' } as const;
    return { actions: changing(application, { definition, derived: true, order }), status: { status: 'UpdateResource', resize: { id: wanted.id } } };
  }
  // An order that came later has taken its place.
  const goesOn = told && !told.settled && application?.spec.order?.id === told.id && application.status?.settledOrder !== told.id;
  if (goesOn) return { actions: [], status: { status: 'UpdateResource', resize: told } };
  return { actions: [], status: { status: 'Running', ...(told && { resize: { id: told.id, settled: true } }) } };
}
