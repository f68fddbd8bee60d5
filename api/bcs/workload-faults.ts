/** What is wrong with a definition of an application or of a deployment by itself, in words: what cannot be built is not begun. */
import { same } from '../kinds/equality';
import { constraintFault } from './constraints';
import type { ApplicationDefinition, DeploymentDefinition, PodTemplate } from './definition';
import { podFault } from './pod/pod';
import { isRestartPolicy } from './restarts';

export interface WorkloadFault {
  readonly about: 'instance' | 'restartPolicy' | 'template' | 'constraint';
  readonly text: string;
}

const fault = (about: WorkloadFault['about'], text: string | undefined): WorkloadFault[] => (text ? [{ about, text }] : []);

/** Those of a parameter first. A deployment may have no template: then it builds nothing. */
export const workloadFaults = ({ restartPolicy: { policy }, constraint, spec: { instance, template } }: ApplicationDefinition | DeploymentDefinition): readonly WorkloadFault[] => [
  ...fault('restartPolicy', isRestartPolicy(policy) ? undefined : `restart policy ${policy} is invalid`),
  ...fault('template', templateText(template) ?? (template && podFault(template, constraint))),
  ...fault('instance', instance > 0 ? undefined : 'instances must be greater than 0'),
  ...fault('constraint', constraintFault(constraint)),
];

function templateText(template: PodTemplate | undefined): string | undefined {
  if (!template) return 'template is required';
  const { containers, processes } = template.spec;
  if (containers.length && processes.length) return 'template has containers and processes, only one of them is allowed';
  return containers.length || processes.length ? undefined : 'template has neither containers nor processes';
}

const rollingOrders: readonly string[] = ['CreateFirst', 'DeleteFirst'];

/** Why a deployment cannot be updated to that. */
export function strategyFault({ spec: { strategy: { rollingupdate } } }: DeploymentDefinition): string | undefined {
  if (!rollingupdate) return 'update strategy not set';
  return rollingOrders.includes(rollingupdate.rollingOrder) ? undefined : 'update strategy rolling order error';
}

export const selectorFault = ({ spec: { selector } }: DeploymentDefinition, { spec: { selector: before } }: DeploymentDefinition): string | undefined =>
  (same(selector ?? {}, before ?? {}) ? undefined : 'deployment\'s selector cannot be updated');
