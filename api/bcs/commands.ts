/** Commands (sections 5.9 and 10.2 of the document's specification): who is meant, and what is told of them. */
import { flag, integer, list, text, type Of } from '../go-json';
import type { BcsCommand, CommandedTask, CommandedTaskgroup, CommandStatus } from '../kinds/bcs/bcscommands';
import type { BcsDeployment } from '../kinds/bcs/bcsdeployments';
import type * as core from '../schema/types/core.v1';
import { parseTaskgroupId, taskId } from './ids';
import { taskgroupAnnotation } from './marks';
import { readAs, struct } from './reading';
import type { Timing } from './timing';

const command = struct('BcsCommand', {
  apiVersion: text, kind: text,
  spec: struct('BcsCommandSpec', {
    commandTargetRef: struct('TargetRef', { kind: text, name: text, namespace: text, image: text }),
    taskgroups: list(text), command: list(text), env: list(text), user: text, workingDir: text, privileged: flag, reserveTime: integer('int64'),
  }),
});

export type CommandRequest = Of<typeof command>;

/** `json`: well-formed. Throws DefinitionFault. */
export const readCommand = (json: string): CommandRequest => readAs(command, json);

/** What is said while nobody has begun. */
const stagingMessage = 'still not send command to task';
export const runningMessage = 'command in running';
export const notRunningMessage = 'task not in running status';

/** The containers of a taskgroup that are meant. `image`: a part of its name. */
export function commanded({ metadata, spec: { containers } }: core.Pod, image = ''): CommandedTaskgroup {
  const id = metadata.annotations?.[taskgroupAnnotation] ?? '';
  const parsed = parseTaskgroupId(id);
  const tasks = containers.flatMap((container, i): CommandedTask[] =>
    (container.image?.includes(image) ? [{ taskId: parsed ? taskId(parsed, i) : '', container: container.name, status: 'staging', message: stagingMessage }] : []));
  return { taskgroupId: id, pod: metadata.name ?? '', tasks };
}

/** BCS' names of the applications whose taskgroups are meant by a deployment: of both, while one takes the other's place. */
export const applicationsMeant = ({ spec: { application, rollout }, status }: BcsDeployment): readonly string[] =>
  [...new Set([application, rollout?.application, status?.application?.name, status?.applicationExt?.name])].filter((name) => name !== undefined);

const open: ReadonlySet<CommandStatus> = new Set(['staging', 'running']);

/** Nothing more will become of it. */
export const isOver = (task: CommandedTask): boolean => !open.has(task.status);

export const tasksOf = ({ status }: BcsCommand): readonly CommandedTask[] => (status?.taskgroups ?? []).flatMap(({ tasks }) => tasks);

/** The command with changed tasks; the same object where none changed. */
export function withTasks(of: BcsCommand, change: (task: CommandedTask, taskgroup: CommandedTaskgroup) => CommandedTask): BcsCommand {
  let changed = false;
  const taskgroups = of.status?.taskgroups?.map((taskgroup) => ({
    ...taskgroup,
    tasks: taskgroup.tasks.map((task) => {
      const next = change(task, taskgroup);
      changed ||= next !== task;
      return next;
    }),
  }));
  return changed ? { ...of, status: { ...of.status, taskgroups } } : of;
}

/** Milliseconds since 1970 from which on it is not kept any more. */
export const keptUntil = ({ metadata: { creationTimestamp = '' }, spec: { reserveTime } }: BcsCommand, { commands: { reserveMinutes } }: Timing): number =>
  Date.parse(creationTimestamp) + (reserveTime || reserveMinutes) * 60_000;

/** `CommandInfo`: zero values are told too. */
export function commandInfo({ metadata, spec, status }: BcsCommand): object {
  const { id, commandTargetRef: { kind, name, namespace, image }, taskgroups, command: words, env, user, workingDir, privileged, reserveTime } = spec;
  return {
    id: id ?? metadata.name,
    createTime: Math.floor(Date.parse(metadata.creationTimestamp ?? '') / 1000),
    spec: {
      commandTargetRef: { kind, name, namespace: namespace ?? metadata.namespace, ...(image && { image }) },
      taskgroups: taskgroups ?? null, command: words, env: env ?? null, user: user ?? '', workingDir: workingDir ?? '', privileged: privileged ?? false, reserveTime: reserveTime ?? 0,
    },
    status: {
      taskgroups: (status?.taskgroups ?? []).map(({ taskgroupId, tasks }) => ({
        taskgroupId, tasks: tasks.map((task) => ({ taskId: task.taskId, status: task.status, message: task.message, commInspect: outcome(task) })),
      })),
    },
  };
}

/** In the document's order, however it is stored. */
const outcome = ({ commInspect: of }: CommandedTask): object | null => (of ? { exitCode: of.exitCode, stdout: of.stdout, stderr: of.stderr } : null);

/** The first so many bytes, without half a letter at the end. */
export function beginningOf(bytes: Buffer, most: number): string {
  if (bytes.length <= most) return bytes.toString();
  let end = most;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString();
}
