/** Processes are reloaded and restarted where they are (section 3.9 of the document's specification). */
import { bcsRules } from '../../../../../api';
import { route, type Call, type Route } from '../../call';
import type { JsonText } from '../../envelope';
import { applicationAt, expectSameKind } from '../applications/intend';
import { taskgroupAt } from '../applications/taskgroups';
import { sendTo } from './messages';

const { reload_task, restart_task } = bcsRules.messageTypes;
const taskgroup = '/namespaces/:ns/applications/:name/taskgroups/:taskgroup';

export const processActRoutes: readonly Route[] = [
  route('POST', `${taskgroup}/restart`, sent(restart_task)),
  route('POST', `${taskgroup}/reload`, sent(reload_task)),
];

/** Answered with what was sent. */
function sent(Type: number) {
  return async (call: Call): Promise<JsonText> => {
    expectSameKind(await applicationAt(call), 'process');
    return sendTo(call.service, await taskgroupAt(call), { Type });
  };
}
