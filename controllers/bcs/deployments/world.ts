/**
 * What is looked at of a deployment, and what may come of it. Planning is pure: a World in, a Plan out; the controller (`controller.ts`) sees the one
 * and carries out the other. What has been decided is written into the status before it is done: whoever begins anew after a stop does the same.
 */
import { same, type bcs, type bcsRules } from '../../../api';
import { isControlledBy } from '../../ownership';

export interface World {
  readonly deployment: bcs.BcsDeployment;
  readonly definition: bcsRules.DeploymentDefinition;
  /** Why the definition cannot be read, if so. */
  readonly fault?: string;
  /** Of its namespace, by BCS' name. */
  application(name: string | undefined): bcs.BcsApplication | undefined;
  /** All of its namespace. */
  applications(): readonly bcs.BcsApplication[];
  /** A number of nanoseconds that nothing else has: the id of an update that begins now. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly timing: bcsRules.Timing;
}

export type Action =
  | { readonly do: 'createApplication'; readonly application: bcs.BcsApplication }
  /** Undefined: taken away. What else it intends is its own. */
  | { readonly do: 'changeApplication'; readonly application: bcs.BcsApplication; readonly set: Partial<bcs.BcsApplicationSpec> }
  /** As with Kubernetes' API. */
  | { readonly do: 'deleteApplication'; readonly application: bcs.BcsApplication }
  | { readonly do: 'adopt' }
  | { readonly do: 'deleteObject' }
  | { readonly do: 'removeFinalizer' };

/** The deployment itself is written last, once, and only as it was looked at. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly spec?: bcs.BcsDeploymentSpec;
  readonly status?: bcs.BcsDeploymentStatus;
  /** In so many milliseconds it is worth to look again, though nothing changes. */
  readonly next?: number;
}

/** What is told of it now. */
export const told = ({ deployment: { metadata: { generation }, status } }: World, change: bcs.BcsDeploymentStatus): bcs.BcsDeploymentStatus =>
  ({ ...status, ...change, ...(generation !== undefined && { observedGeneration: generation }) });

/** That is all, if it has not been told yet. */
export function telling(world: World, change: bcs.BcsDeploymentStatus, actions: readonly Action[] = []): Plan {
  const status = told(world, change);
  return { actions, ...(!same(status, world.deployment.status) && { status }) };
}

/** Nothing, where it intends that already. */
export const changing = (application: bcs.BcsApplication | undefined, set: Partial<bcs.BcsApplicationSpec>): readonly Action[] =>
  (!application || same({ ...application.spec, ...set }, application.spec) ? [] : [{ do: 'changeApplication', application, set }]);

/** An application that is to go, if nobody has said so yet. */
export const withdrawing = (application: bcs.BcsApplication | undefined, id: string): readonly Action[] => (!application || isLeaving(application) ? [] : changing(application, { deletion: { id } }));

/** It was made of the deployment. */
export const isOwn = ({ deployment }: Pick<World, 'deployment'>, application: bcs.BcsApplication): boolean => isControlledBy(application, deployment);

const isLeaving = ({ metadata: { deletionTimestamp }, spec: { deletion } }: bcs.BcsApplication): boolean => deletionTimestamp !== undefined || deletion !== undefined;
