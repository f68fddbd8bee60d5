/** Messages and signals to taskgroups that run (sections 5.10 and 10.1 of the document's specification): written on their pods, where their agents act on them. */
import { bcsRules, keyOf, kinds, type core } from '../../../../../api';
import { decoded, readJsonObject } from '../../body';
import { route, type Call, type Route, type Service } from '../../call';
import { JsonText } from '../../envelope';
import { BcsFault, faultOf } from '../../faults';
import { taskgroupIdOf } from '../../pods';
import { taskgroupAt, taskgroupsAt } from '../applications/taskgroups';
import { statusOf } from './taskgroups';

const { messageAnnotation } = bcsRules.marks;

const application = '/namespaces/:ns/applications/:name/message';
const taskgroup = '/namespaces/:ns/applications/:name/taskgroups/:taskgroup/message';

/** The document's examples ask with PUT. */
export const messageRoutes: readonly Route[] = [
  route('POST', application, toAll), route('PUT', application, toAll),
  route('POST', taskgroup, toOne), route('PUT', taskgroup, toOne),
];

interface Unreached { readonly ID: string; readonly Status: string; readonly Err: string }

async function toAll(call: Call): Promise<readonly Unreached[] | undefined> {
  const content = contentOf(call);
  const pods = await taskgroupsAt(call);
  if (pods.length === 0) throw new BcsFault('E200', 'empty taskgroups');
  const unreached = (await Promise.all(pods.map((pod) => orUnreached(call.service, pod, content)))).filter((each) => each !== undefined);
  return unreached.length ? unreached : undefined;
}

async function toOne(call: Call): Promise<void> {
  const content = contentOf(call);
  await sendTo(call.service, await taskgroupAt(call), content);
}

/** Throws E10, E233. */
function contentOf(call: Call): bcsRules.MessageContent {
  readJsonObject(call);
  try {
    return decoded(bcsRules.readMessage, call.json);
  } catch (error) {
    if (error instanceof bcsRules.UnknownMessage) throw new BcsFault('E233', error.message, { cause: error });
    throw error instanceof bcsRules.MessageFault ? new BcsFault('E10', error.message, { cause: error }) : error;
  }
}

/** What one taskgroup does not take, others may. */
async function orUnreached(service: Service, pod: core.Pod, content: bcsRules.MessageContent): Promise<Unreached | undefined> {
  try {
    await sendTo(service, pod, content);
    return undefined;
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) throw error;
    return { ID: taskgroupIdOf(pod), Status: await statusOf(service, pod), Err: fault.message };
  }
}

/** What is kept on the pod; it takes the place of the message before. Rejects with E200 where the taskgroup does not run. */
export async function sendTo(service: Service, pod: core.Pod, content: bcsRules.MessageContent): Promise<JsonText> {
  const id = taskgroupIdOf(pod);
  const message = bcsRules.messageText(bcsRules.stagedMessage(id, content, Math.floor(service.clock.now() / 1000)));
  const status = await statusOf(service, pod);
  if (status !== 'Running') throw new BcsFault('E200', `taskgroup ${id} status is ${status}, not Running`);
  await service.registry.of(kinds.pods).update(keyOf(pod), (current) => {
    const { metadata } = current;
    if (metadata.uid !== pod.metadata.uid) throw new BcsFault('E200', `taskgroup ${id} is gone`);
    return { ...current, metadata: { ...metadata, annotations: { ...metadata.annotations, [messageAnnotation]: message } } };
  });
  return new JsonText(message);
}
