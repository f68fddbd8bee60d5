/** What no schema can say about deployments of the BCS scheduler: what is built of them must be possible, and one update comes after the other. */
import { readDeployment, type DeploymentDefinition } from '../../bcs/definition';
import { DefinitionFault } from '../../bcs/reading';
import { selectorFault, strategyFault, workloadFaults } from '../../bcs/workload-faults';
import { forbidden, invalid, type FieldError } from '../../field-error';
import { when } from '../checks';
import { same } from '../equality';
import type { BcsDeployment, Rollout } from './bcsdeployments';
import { keptWhereCalled } from './kind';

const place = 'spec.definition';

export function faultsOfDeployment(deployment: BcsDeployment, old?: BcsDeployment): FieldError[] {
  const { metadata, spec: { name = metadata.name ?? '', definition, application, replaces, rollout } } = deployment;
  const isNew = !same(definition, old?.spec.definition);
  return [
    ...keptWhereCalled(deployment, old),
    ...when(!old && name.includes('.'), () => invalid('spec.name', name, 'must not contain dots: parts of ids are joined by them')),
    ...when(rollout && rollout.application === application, () => invalid('spec.rollout.application', application, 'must not be the application that is bound')),
    ...when(replaces !== undefined && replaces === application, () => invalid('spec.replaces', replaces, 'must not be the application that is bound')),
    ...(isNew ? faultsOfDefinition(deployment, old) : []),
  ];
}

function faultsOfDefinition(deployment: BcsDeployment, old: BcsDeployment | undefined): FieldError[] {
  const { spec: { definition } } = deployment;
  // What was is always possible again.
  if (old?.spec.definitionBackup && same(definition, old.spec.definitionBackup)) return [];
  const read = reading(definition);
  if (typeof read === 'string') return [invalid(place, definition, read)];
  // Without a template nothing is built of it: then it binds what there is.
  const own = read.spec.template || isBound(old) ? workloadFaults(read).map(({ about, text }) => invalid(place, about, text)) : [];
  return isBound(old) ? [...own, ...faultsOfUpdate(read, old, isResize(deployment, old))] : own;
}

/** Resources are changed where they are: there are no steps. */
function faultsOfUpdate(definition: DeploymentDefinition, { spec }: BcsDeployment, resized: boolean): FieldError[] {
  const before = reading(spec.definition);
  const texts = [resized ? undefined : strategyFault(definition), typeof before === 'string' ? undefined : selectorFault(definition, before)].filter((text) => text !== undefined);
  return [
    ...when(spec.rollout, () => forbidden(place, 'may not be changed while an update is going on')),
    ...texts.map((text) => invalid(place, 'spec', text)),
  ];
}

/** Before there is an application nothing has been made of the definition: another is as if it had been there from the start. */
const isBound = (deployment: BcsDeployment | undefined): deployment is BcsDeployment => deployment?.spec.application !== undefined;

const isResize = ({ spec: { resize } }: BcsDeployment, { spec: old }: BcsDeployment): boolean => resize !== undefined && resize.id !== old.resize?.id;

/** A text: why it cannot be read. */
function reading(definition: Record<string, unknown>): DeploymentDefinition | string {
  try {
    return readDeployment(JSON.stringify(definition));
  } catch (error) {
    if (error instanceof DefinitionFault) return error.message;
    throw error;
  }
}

/**
 * Somebody who changes the definition alone, with `kubectl apply` say, begins an update too: what it was before is kept, so that it can be cancelled.
 * Whoever writes it back cancels the update. What a manifest does not speak of (the application, the update that is going on) stays.
 */
export function keepUpdate(deployment: BcsDeployment, before: BcsDeployment): void {
  const { spec } = deployment;
  const { spec: old } = before;
  if (old.application !== undefined) spec.application ??= old.application;
  const isChanged = !same(spec.definition, old.definition);
  if (old.rollout && !old.rollout.cancelled && spec.application === old.application) keepRollout(spec, old.rollout, old.definitionBackup, isChanged);
  else if (!spec.rollout && isChanged && isBound(before) && !isResize(deployment, before)) spec.definitionBackup = old.definitionBackup ?? old.definition;
  if (same(spec.definition, spec.definitionBackup)) delete spec.definitionBackup;
}

function keepRollout(spec: BcsDeployment['spec'], rollout: Rollout, backup: BcsDeployment['spec']['definitionBackup'], isChanged: boolean): void {
  spec.rollout ??= rollout;
  if (backup) spec.definitionBackup ??= backup;
  if (isChanged && backup && same(spec.definition, backup)) spec.rollout = { ...spec.rollout, cancelled: true };
}
