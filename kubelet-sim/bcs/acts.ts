/** What messages do in the containers of a taskgroup (sections 5.10 and 10.1 of the document's specification; upstream's container executor). */
import { bcsRules, type core } from '../../api';
import { statusOf } from '../logs/runs';
import { FileFault, resolvePath } from '../shell/files';
import type { ExecutorDeps } from './executor';
import { processNames } from './processes';
import { downloaded, RemoteFault } from './remote-file';

/** Why it cannot be done, for whoever sent it. */
export class ActFault extends Error {}

type Message = bcsRules.EventMessage;
type Act = (message: Message, pod: core.Pod, deps: ExecutorDeps) => Promise<void>;

const { messageTypes: types } = bcsRules;

const isRunning = (pod: core.Pod, { name }: core.Container): boolean => statusOf(pod, name)?.state?.running !== undefined;

/** Those that a message without a task is for. */
function meantBy({ TaskID: task }: Message, pod: core.Pod): readonly core.Container[] {
  if (task?.value) return [ofTask(pod, task.value)];
  const containers = pod.spec.containers.filter((container) => isRunning(pod, container));
  if (containers.length === 0) throw new ActFault('container list is empty');
  return containers;
}

function ofTask(pod: core.Pod, task: string): core.Container {
  const id = bcsRules.parseTaskgroupId(pod.metadata.annotations?.[bcsRules.marks.taskgroupAnnotation] ?? '');
  const found = id && pod.spec.containers.find((_, i) => bcsRules.taskId(id, i) === task);
  if (!found || !isRunning(pod, found)) throw new ActFault(`task ${task} container not found`);
  return found;
}

/** KILL and TERM; other signals only arrive. */
const deadly: ReadonlySet<number> = new Set([9, 15]);

const signal: Act = async (message, pod, { machines }) => {
  const { Signal: number, ProcessName: name } = said(message.Sig);
  for (const container of meantBy(message, pod)) {
    if (deadly.has(number) && processNames(container).has(name)) await machines.end(pod, container.name, 128 + number, `container was killed by signal ${number}`);
  }
};

const localFile: Act = async (message, pod, deps) => {
  const { Base64: text, ...place } = said(message.Local);
  const content = Buffer.from(text, 'base64');
  if (content.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) throw new ActFault('illegal base64 data');
  await placed(place, content, message, pod, deps);
};

const remoteFile: Act = async (message, pod, deps) => {
  const { From: url, RemoteUser: user, RemotePasswd: password, ...place } = said(message.Remote);
  const content = await downloaded({ url, user, password }, deps.clock, deps.signal);
  await placed(place, content, message, pod, deps);
};

async function placed({ To: path, Right: right }: { readonly To: string; readonly Right: string }, content: Buffer, message: Message, pod: core.Pod, { machines }: ExecutorDeps): Promise<void> {
  if (!path || path.endsWith('/')) throw new ActFault(`${JSON.stringify(path)} is no path of a file`);
  for (const container of meantBy(message, pod)) {
    const { machine: { files } } = await machines.enter(pod, container.name, false);
    files.place(resolvePath('/', path), content, right === 'r');
  }
}

const env: Act = () => Promise.reject(new ActFault('executor can not support env change when container is running'));

/** What becomes of the container's resources is the kubelet's matter. */
const updateTask: Act = (message, pod) => ofEach(said(message.UpdateTaskResources).Resources, pod);

/** The container stays as it is, and nobody has a registry. */
const commitTask: Act = (message, pod) => ofEach(said(message.CommitTask).Tasks, pod);

async function ofEach(tasks: readonly { readonly TaskId: string }[], pod: core.Pod): Promise<void> {
  await Promise.resolve(tasks.forEach(({ TaskId: id }) => ofTask(pod, id)));
}

const reload: Act = async (message, pod) => void (await Promise.resolve(meantBy(message, pod)));

const restart: Act = async (message, pod, { machines }) => {
  for (const container of meantBy(message, pod)) await machines.restart(pod, container.name);
};

const acts: ReadonlyMap<number, Act> = new Map([
  [types.localfile, localFile], [types.signal, signal], [types.env, env], [types.remote, remoteFile], [types.update_task, updateTask], [types.commit_task, commitTask], [types.reload_task, reload],
  [types.restart_task, restart],
]);

/** What a message of the type has; whoever writes annotations by hand may forget it. */
function said<T>(content: T | undefined): T {
  if (content === undefined) throw new ActFault('the message says nothing');
  return content;
}

/** Why it has failed; undefined: it is done. */
export async function act(message: Message, pod: core.Pod, deps: ExecutorDeps): Promise<string | undefined> {
  try {
    const known = acts.get(message.Type);
    if (!known) throw new ActFault(`message type ${message.Type} is unknown`);
    await known(message, pod, deps);
    return undefined;
  } catch (error) {
    if (error instanceof ActFault || error instanceof RemoteFault || error instanceof FileFault) return error.message;
    throw error;
  }
}
