/** Commands of the BCS scheduler: a program that is run once in containers of an application or a deployment, and what came of it. */
import { count, flag, list, manifest, oneOf, record, text } from '../../custom/shapes';
import { forbidden } from '../../field-error';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { when } from '../checks';
import { same } from '../equality';
import { age, builtIn, instant, named, ruledBy } from './kind';

export interface BcsCommand extends KubeObject {
  spec: BcsCommandSpec;
  status?: BcsCommandStatus;
}

export interface BcsCommandSpec {
  /** What BCS calls it: `Application-test-testapp-1547437542873435715`; absent: as the object is called. */
  id?: string;
  /** By the names that BCS knows. */
  commandTargetRef: { kind: 'Application' | 'Deployment'; name: string; namespace?: string; image?: string };
  /** Ids; absent or empty: all that run. */
  taskgroups?: string[];
  command: string[];
  /** `k=v`. */
  env?: string[];
  user?: string;
  workingDir?: string;
  privileged?: boolean;
  /** Minutes. */
  reserveTime?: number;
}

export type CommandStatus = 'staging' | 'running' | 'finish' | 'failed';

export interface BcsCommandStatus {
  /** Absent: nobody has found out yet who is meant. */
  taskgroups?: CommandedTaskgroup[];
  conditions?: meta.Condition[];
}

export interface CommandedTaskgroup {
  taskgroupId: string;
  /** The pod that it is. */
  pod: string;
  tasks: CommandedTask[];
}

export interface CommandedTask {
  taskId: string;
  /** The container that it is. */
  container: string;
  status: CommandStatus;
  message: string;
  /** Milliseconds since 1970: when it was begun, by whoever begins it. */
  begun?: number;
  commInspect?: CommandOutcome;
}

export interface CommandOutcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const statuses = ['staging', 'running', 'finish', 'failed'] as const satisfies readonly CommandStatus[];

const spec = record('What is run, and where. It cannot be changed.', {
  id: text('What BCS calls it; absent: as the object is called.'),
  commandTargetRef: record('Whose containers.', {
    kind: oneOf('What they are of.', 'Application', 'Deployment'),
    name: text('What BCS calls it.'),
    namespace: text('What BCS calls its namespace; absent: as the namespace is called.'),
    image: text('Only containers whose image has this in its name.'),
  }, ['kind', 'name']),
  taskgroups: list(text('An id.'), 'Only these taskgroups; absent or empty: all.'),
  command: { ...list(text('A word.'), 'The program and its arguments. A single word with blanks is given to a shell.'), minItems: 1 },
  env: list(text('`k=v`.'), 'Variables beside the container\'s own.'),
  user: text('Who runs it; absent or empty: root.'),
  workingDir: text('Kept; without effect.'),
  privileged: flag('Kept; without effect.'),
  reserveTime: count('How many minutes it is kept; absent or 0: seven days.', 'int64'),
}, ['commandTargetRef', 'command']);

const task = record('A container, and what came of the command there.', {
  taskId: text('What BCS calls it.'),
  container: text('Its name in the pod.'),
  status: oneOf('How far it is.', ...statuses),
  message: text('Why it is as it is.'),
  begun: instant('When it was begun, in milliseconds since 1970.'),
  commInspect: record('How it ended.', { exitCode: { type: 'integer', description: 'What the program ended with.' }, stdout: text('The beginning of what it wrote.'), stderr: text('The beginning of its complaints.') }, ['exitCode', 'stdout', 'stderr']),
}, ['taskId', 'container', 'status', 'message']);

const definition = manifest(named('BcsCommand', 'bcscommands', 'Namespaced', 'bcscmd'), 'A program that is run once in containers (the BCS scheduler\'s Command).', spec, {
  status: {
    taskgroups: list(record('A taskgroup that is meant.', {
      taskgroupId: text('Its id.'),
      pod: text('The pod that it is.'),
      tasks: list(task, 'Its containers that are meant.'),
    }, ['taskgroupId', 'pod', 'tasks']), 'Who is meant; absent: nobody has found out yet.'),
  },
  columns: [
    { name: 'Target', type: 'string', jsonPath: '.spec.commandTargetRef.kind', description: 'What its containers are of.' },
    { name: 'Name', type: 'string', jsonPath: '.spec.commandTargetRef.name', description: 'The name of that.' },
    { name: 'Command', type: 'string', jsonPath: '.spec.command', description: 'The program and its arguments.' },
    { name: 'Status', type: 'string', jsonPath: '.status.taskgroups[*].tasks[*].status', description: 'How far it is in the first container.' },
    age,
  ],
});

export const bcscommands = ruledBy(builtIn<BcsCommand>(definition), (command, old) =>
  when(old && !same(command.spec, old.spec), () => forbidden('spec', 'a command may not be changed: send another')));
