/** A container that ended for good does not run again (kubernetes pkg/api/v1/pod/util.go ContainerShouldRestart). */
import { forbidden, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, when } from '../../checks';

type Statuses = readonly core.ContainerStatus[] | undefined;

export const revivedContainers = (statuses: Statuses, old: Statuses, containers: readonly core.Container[] = [], spec: core.PodSpec, field: string): FieldError[] =>
  revived(statuses, old, field, (name, exitCode) => {
    const container = containers.find((each) => each.name === name);
    return container !== undefined && runsAgain(container, spec, exitCode);
  });

/** Nobody starts these again. */
export const revivedEphemeral = (statuses: Statuses, old: Statuses, field: string): FieldError[] => revived(statuses, old, field, () => false);

function revived(statuses: Statuses, old: Statuses, field: string, mayRun: (name: string, exitCode: number) => boolean): FieldError[] {
  return each(old, field, ({ name, state }, at) => {
    const ended = state?.terminated;
    if (!ended) return [];
    const lives = statuses?.some((status) => status.name === name && !status.state?.terminated);
    return when(lives && !mayRun(name, ended.exitCode), () => forbidden(`${at}.state`, 'may not be transitioned to non-terminated state'));
  });
}

/** Its first rule that matches, else its own policy, else that of the pod. */
function runsAgain({ restartPolicy, restartPolicyRules }: core.Container, spec: core.PodSpec, exitCode: number): boolean {
  if (restartPolicy && restartPolicyRules?.some((rule) => matches(rule, exitCode))) return true;
  const policy = restartPolicy ?? spec.restartPolicy;
  return policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never';
}

function matches({ exitCodes }: core.ContainerRestartRule, exitCode: number): boolean {
  if (!exitCodes) return false;
  return (exitCodes.values ?? []).includes(exitCode) === (exitCodes.operator === 'In');
}
