/** What a checker elsewhere reports of a task's health (section 8.4 of the document's specification): it is told of, and ends nothing. */
import { bcsRules, keyOf, kinds } from '../../../../../api';
import { decoded, readJsonObject } from '../../body';
import { route, type Call } from '../../call';
import { BcsFault } from '../../faults';
import { taskgroupNamed } from './taskgroups';

export const healthReportRoute = route('POST', '/v1/healthcheck', report);

async function report(call: Call): Promise<void> {
  readJsonObject(call);
  const { id, type, status, message } = decoded(bcsRules.readHealthReport, call.json);
  if (!bcsRules.isRemoteCheck(type)) throw new BcsFault('E8', `health check type ${JSON.stringify(type)} is not one that is reported`);
  const meant = bcsRules.taskgroupOfTask(id);
  const pod = meant && (await taskgroupNamed(call.service, meant.taskgroup));
  const container = pod?.spec.containers[meant?.index ?? 0]?.name;
  if (!pod || container === undefined) throw new BcsFault('E200', `task ${id} not found`, { http: 404 });
  await call.service.registry.of(kinds.pods).update(keyOf(pod), (current) => {
    const known = bcsRules.healthReports(current)[container]?.remote;
    return bcsRules.withHealthReport(current, container, { remote: { ...known, [type]: { result: status, message } } });
  });
}
