/**
 * What names and values of variables may say of their taskgroup: `${bcs.namespace}`, `${bcs.ports.http}` and so on (section 5.3 of the
 * document's specification). What is known is put in its place; what the agent decides becomes a reference to a variable that shows it.
 */
import type * as core from '../../schema/types/core.v1';
import { taskgroupId, taskgroupName, type TaskgroupId } from '../ids';
import { portAnnotation, type TaskPort } from '../ports';

export interface Placeholder {
  /** Without its braces. */
  readonly key: string;
  readonly value: string | core.EnvVarSource;
}

export function placeholdersOf(id: TaskgroupId, container: number, ports: readonly TaskPort[]): readonly Placeholder[] {
  return [
    { key: 'bcs.namespace', value: id.namespace },
    { key: 'bcs.appname', value: id.application },
    { key: 'bcs.instanceid', value: String(id.index) },
    { key: 'bcs.taskgroupid', value: taskgroupId(id) },
    { key: 'bcs.taskgroupname', value: taskgroupName(id) },
    { key: 'bcs.hostip', value: { fieldRef: { fieldPath: 'status.hostIP' } } },
    ...ports.map((port, i) => ({ key: `bcs.ports.${port.name}`, value: shownPort(port, container, i) })),
  ];
}

/** The port of the host, or where none leads there the container's own. */
export function shownPort({ hostPort, containerPort }: TaskPort, container: number, index: number): string | core.EnvVarSource {
  if (hostPort === 0) return { fieldRef: { fieldPath: `metadata.annotations['${portAnnotation(container, index)}']` } };
  return String(hostPort > 0 ? hostPort : containerPort);
}

/** As Kubernetes shall read it: what looks like a reference of its own is none. */
export const literal = (text: string): string => text.replaceAll('$', '$$$$');

const used = /\$\{(bcs\.[^}]*)\}/g;

/** `references`: the variables that have to be there for it. */
export function filledIn(text: string, placeholders: readonly Placeholder[]): { readonly text: string; readonly references: readonly Placeholder[] } {
  const references: Placeholder[] = [];
  let [out, done] = ['', 0];
  for (const match of text.matchAll(used)) {
    const found = placeholders.find(({ key }) => key === match[1]);
    if (!found) continue;
    out += literal(text.slice(done, match.index)) + (typeof found.value === 'string' ? literal(found.value) : `$(${found.key})`);
    if (typeof found.value !== 'string') references.push(found);
    done = match.index + match[0].length;
  }
  return { text: out + literal(text.slice(done)), references };
}

/** With what is known alone: names cannot refer to anything. */
export const filledWithKnown = (text: string, placeholders: readonly Placeholder[]): string =>
  text.replace(used, (whole, key: string) => {
    const value = placeholders.find((each) => each.key === key)?.value;
    return typeof value === 'string' ? value : whole;
  });
