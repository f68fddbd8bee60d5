/** What can be told of a deployment by its object alone, and what it binds (sections 5.4, 5.19, 6.3 and 9.6 of the document's specification). */
import type { BcsApplication, BcsApplicationSpec } from '../kinds/bcs/bcsapplications';
import type { BcsDeployment, BcsDeploymentSpec, RolledApplication } from '../kinds/bcs/bcsdeployments';
import { apiVersion } from '../kinds/bcs/kind';
import { bcsNameOf, definitionOf } from './application';
import { validLabels } from './config/metadata';
import { readDeployment, type DeploymentDefinition } from './definition';
import { objectName } from './names';
import { labelsOf } from './pod/metadata';
import { DefinitionFault } from './reading';
import type { DeploymentStatus } from './statuses';

const updating: readonly DeploymentStatus[] = ['Update', 'UpdatePaused', 'UpdateSuspend'];

/**
 * Its status, what was written since whoever looks after it has looked included: what is about to begin has begun, so that nothing else may.
 * A process that ends in between forgets nothing.
 */
export function statusOfDeployment({ metadata: { deletionTimestamp }, spec: { rollout, deletion, definitionBackup, resize }, status }: BcsDeployment): DeploymentStatus {
  if (deletion || deletionTimestamp) return 'Deleting';
  const told = status?.status ?? 'Deploying';
  if (!rollout && told === 'Running' && definitionBackup) return 'Update';
  if (!rollout && told === 'Running' && resize && resize.id !== status?.resize?.id) return 'UpdateResource';
  if (!rollout || rollout.cancelled) return updating.includes(told) ? 'Running' : told;
  if (rollout.paused) return 'UpdatePaused';
  const isHeard = rollout.id === status?.rollout?.id && (rollout.resumes ?? 0) <= (status.rollout.resumes ?? 0);
  return isHeard ? told : 'Update';
}

const definitions = new WeakMap<object, DeploymentDefinition>();

/** Definitions are objects that are not changed in place. Throws DefinitionFault for what was stored before there were rules. */
export function definitionOfDeployment({ definition }: Pick<BcsDeploymentSpec, 'definition'>): DeploymentDefinition {
  const known = definitions.get(definition);
  if (known) return known;
  const read = readDeployment(JSON.stringify(definition));
  definitions.set(definition, read);
  return read;
}

interface Rolling {
  /** How many are made in a step, and how many are taken away. */
  readonly surge: number;
  readonly unavailable: number;
  /** Milliseconds that must pass between steps, and more. */
  readonly pause: number;
  readonly createFirst: boolean;
  readonly manually: boolean;
}

export function rollingOf({ spec: { strategy: { rollingupdate } } }: DeploymentDefinition): Rolling {
  const { maxSurge = 0, maxUnavilable = 0, maxUnavailable = 0, upgradeDuration = 0, rollingOrder, rollingManually = false } = rollingupdate ?? {};
  const atLeastOne = (...counts: readonly number[]): number => counts.find((count) => count > 0) ?? 1;
  return {
    surge: atLeastOne(maxSurge),
    unavailable: atLeastOne(maxUnavilable, maxUnavailable),
    pause: Math.max(0, upgradeDuration) * 1000,
    createFirst: rollingOrder !== 'DeleteFirst',
    manually: rollingManually,
  };
}

/** `all`: all pairs of the selector, each application once. `upstream`: every pair that is equal counts. */
export type Counting = 'all' | 'upstream';

export type Binding =
  /** `builds`: the application is made of the deployment; `replaces`: and that one goes. */
  | { readonly application: string; readonly builds: boolean; readonly replaces?: string }
  | { readonly fault: string };

/** `applications`: all of the namespace. `now`: milliseconds since 1970. */
export function bindingOf(name: string, { spec: { selector, template } }: DeploymentDefinition, applications: readonly BcsApplication[], counting: Counting, now: number): Binding {
  const matched = applications.flatMap((application) => Array.from({ length: matchesOf(selector ?? {}, application, counting) }, () => bcsNameOf(application).name));
  const [match, ...others] = matched;
  if (others.length) return { fault: 'too many application exist matching deployment' };
  if (match !== undefined && !template) return { application: match, builds: false };
  if (!template) return { fault: 'version empty or namespace error' };
  const application = match === name ? extensionName(name, now, match) : name;
  const isTaken = applications.some((each) => bcsNameOf(each).name === application);
  if (isTaken) return { fault: 'application duplicated when create application for deployment' };
  return { application, builds: true, ...(match !== undefined && { replaces: match }) };
}

function matchesOf(selector: Readonly<Record<string, string>>, application: BcsApplication, counting: Counting): number {
  const labels = labelsIn(application);
  const pairs = Object.entries(selector);
  const equal = pairs.filter(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value).length;
  if (counting === 'upstream') return equal;
  return equal > 0 && equal === pairs.length ? 1 : 0;
}

/** What somebody wrote by hand and nobody can read has none. */
function labelsIn({ spec }: BcsApplication): Readonly<Record<string, string>> {
  try {
    return labelsOf(definitionOf(spec));
  } catch (error) {
    if (error instanceof DefinitionFault) return {};
    throw error;
  }
}

/** The application that an update brings: `<deployment>-v<unix seconds>`, and not the one that is bound. */
export function extensionName(deployment: string, now: number, bound: string | undefined): string {
  const named = (seconds: number): string => `${deployment}-v${seconds}`;
  const seconds = Math.trunc(now / 1000);
  return named(seconds) === bound ? named(seconds + 1) : named(seconds);
}

/** An application that is made of a deployment: nobody has sent its definition. */
export function applicationOf(deployment: BcsDeployment, name: string, sizes: Pick<BcsApplicationSpec, 'instances' | 'rolling' | 'defined'>): BcsApplication {
  const { metadata, spec } = deployment;
  const { namespace } = bcsNameOf(deployment);
  const { metadata: { labels }, spec: { instance, template } } = definitionOfDeployment(spec);
  const kept = validLabels(labels);
  const kind = template?.spec.processes.length ? 'process' : 'application';
  const owner = { apiVersion, kind: 'BcsDeployment', name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true, blockOwnerDeletion: true };
  return {
    apiVersion, kind: 'BcsApplication',
    metadata: { name: objectName(name), namespace: metadata.namespace, ...(Object.keys(kept).length > 0 && { labels: { ...kept } }), ownerReferences: [owner] },
    spec: {
      name, namespace, ...(spec.cluster !== undefined && { cluster: spec.cluster }), kind, ...sizes,
      definition: applicationDefinition(spec.definition, { name, namespace, kind, instance }), derived: true,
    },
  };
}

interface Named { readonly name: string; readonly namespace: string; readonly kind: string; readonly instance: number }

/** The deployment's own members at top level; of its spec what an application has. Names are read in any case, so they are replaced in any case. */
function applicationDefinition(definition: BcsDeploymentSpec['definition'], { name, namespace, kind, instance }: Named): Record<string, unknown> {
  return {
    ...without(definition, 'kind', 'metadata', 'spec'),
    kind,
    metadata: { ...without(memberOf(definition, 'metadata'), 'name', 'namespace'), name, namespace },
    spec: { ...without(memberOf(definition, 'spec'), 'instance', 'strategy', 'selector', 'pausedeployment'), instance },
  };
}

type Members = Readonly<Record<string, unknown>>;

const without = (members: Members, ...names: readonly string[]): Record<string, unknown> => Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name.toLowerCase())));

/** An object, whatever case its name is written in; the last one counts. */
function memberOf(members: Members, name: string): Members {
  const value = Object.entries(members).findLast(([each]) => each.toLowerCase() === name)?.[1];
  return typeof value === 'object' && value !== null ? value as Members : {};
}

type DeploymentRecord = Readonly<Record<string, unknown>>;

/** As the scheduler reports it to the storage (5.19): times in seconds. Throws DefinitionFault. */
export function recordOfDeployment(deployment: BcsDeployment): DeploymentRecord {
  const { metadata: { creationTimestamp }, spec, status = {} } = deployment;
  const { metadata: { labels, annotations }, spec: { selector, strategy: { type, rollingupdate } } } = definitionOfDeployment(spec);
  const { surge, unavailable } = rollingOf(definitionOfDeployment(spec));
  const { application, applicationExt, currRollingOperation = '', isInRolling = false, lastRollingTime = 0, checkTime = 0, message = '' } = status;
  return {
    metadata: { ...bcsNameOf(deployment), creationTimestamp, labels, annotations },
    selector: selector ?? null,
    strategy: {
      type,
      ...(rollingupdate && {
        rollingupdate: {
          maxUnavilable: unavailable, maxSurge: surge, upgradeDuration: rollingupdate.upgradeDuration, rollingOrder: rollingupdate.rollingOrder, rollingManually: rollingupdate.rollingManually,
        },
      }),
    },
    status: statusOfDeployment(deployment),
    ...(application && { application: rolledRecord(application) }),
    ...(applicationExt && { application_ext: rolledRecord(applicationExt) }),
    last_rolling_time: Math.trunc(lastRollingTime / 1000),
    curr_rolling_operation: currRollingOperation,
    is_in_rolling: isInRolling,
    check_time: Math.trunc(checkTime / 1000),
    message,
    raw_json: spec.definition,
    raw_json_backup: spec.definitionBackup ?? null,
  };
}

const rolledRecord = ({ name, currTargetInstances = 0, currentRollingInstances = 0 }: RolledApplication): object =>
  ({ name, curr_target_instances: currTargetInstances, CurrentRollingInstances: currentRollingInstances });
