/** commitImage: an image is made of what runs in a taskgroup (section 10.3 of the document's specification). */
import { bcsRules } from '../../../../../api';
import { route, type Call } from '../../call';
import { BcsFault } from '../../faults';
import { sendTo } from './messages';
import { taskgroupNamed } from './taskgroups';

export const commitRoute = route('POST', '/image/commit/:taskgroup', commit);

/** The document's answer has no data; what was sent stands in the taskgroup's BcsEventMsg. */
async function commit({ at: { taskgroup = '' }, query, service }: Call): Promise<void> {
  const [image, url] = ['image', 'url'].map((name) => {
    const value = query.get(name);
    if (!value) throw new BcsFault('E8', `query parameter ${name} is required (in a shell, quote the URL: & ends a command)`);
    return value;
  }) as [string, string];
  const pod = await taskgroupNamed(service, taskgroup);
  const Tasks = bcsRules.commanded(pod).tasks.filter((_, i) => pod.spec.containers[i]?.image === image).map(({ taskId: TaskId }) => ({ TaskId, Image: url }));
  if (Tasks.length === 0) throw new BcsFault('E200', `taskgroup ${taskgroup} runs no task of image ${image}`, { http: 404 });
  await sendTo(service, pod, { Type: bcsRules.messageTypes.commit_task, CommitTask: { Tasks } });
}
