/** What is wrong with definitions of applications and deployments that are sent, before anything is begun (section 3.1, row 1). */
import { bcsRules } from '../../../api';
import { BcsFault } from './faults';

type Definition = bcsRules.ApplicationDefinition | bcsRules.DeploymentDefinition;
type About = bcsRules.WorkloadFault['about'];

const codes = { restartPolicy: 'E231', template: 'E231', instance: 'E8', constraint: 'E8' } as const satisfies Readonly<Record<About, string>>;

/** `except`: what this request does not ask of its definition. Throws E231, E8. */
export function expectBuildable(definition: Definition, except: readonly About[] = []): void {
  const fault = bcsRules.workloadFaults(definition).find(({ about }) => !except.includes(about));
  if (fault) throw new BcsFault(codes[fault.about], fault.text);
}

/** Throws `code` where some taskgroups have addresses asked for and others would have none. */
export function expectAddresses(definition: Definition, instances: number, code: 'E8' | 'E200'): void {
  const fault = bcsRules.requestIpFault(bcsRules.labelsOf(definition), instances);
  if (fault !== undefined) throw new BcsFault(code, fault);
}
