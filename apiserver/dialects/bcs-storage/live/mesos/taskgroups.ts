/** Taskgroups as the original's watcher reports them (section 15.2 of the document's specification). */
import { bcsRules, kinds, same, type bcs, type core } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { View } from '../derived';
import { containerStatuses } from './container-statuses';
import { observe, subjectOf } from './observed';
import { timeOf, type TaskgroupRecord } from './reported';
import { applicationOf, byApplication } from './taskgroups-of';

const { records, timing, versionName } = bcsRules;

export const taskgroups: View = (sight) => {
  const found = observe(sight, (pod) => [subjectOf(pod)], (pod) => [byApplication(pod)]);
  const ofApplication = (subject: string): readonly string[] => [...found.in(`application ${subject}`)].map(subjectOf);
  const applications = sight.follow(kinds.bcsapplications, {
    matters: (before, after) => !same(before.spec.definition, after.spec.definition) || before.spec.kind !== after.spec.kind,
    affects: ({ key: { namespace = '', name } }) => ofApplication(`${namespace}/${name}`),
  });
  const versions = sight.follow(kinds.bcsversions, {
    matters: () => false,
    affects: ({ object: { metadata: { namespace = '', ownerReferences } } }) => ofApplication(`${namespace}/${ownerReferences?.[0]?.name ?? ''}`),
  });
  return (subject) => {
    const entry = found.get(subject);
    const application = entry && applications.get(applicationOf(entry.object))?.object;
    if (!application) return undefined;
    const { metadata: { namespace = '', name = '' } } = application;
    const versionOf = (id: string): bcs.BcsVersion | undefined => versions.get(`${namespace}/${versionName(name, id)}`)?.object;
    const record = records.taskgroupRecord(entry.object, { application, versionOf, nodeOf: () => found.nodeOf(entry.object), now: sight.now, timing });
    return record && madeOf(entry, { namespace: application.spec.namespace ?? namespace, name: record.ID }, dataOf(record as unknown as TaskgroupRecord, entry.object), ['reportTime']);
  };
};

function dataOf(record: TaskgroupRecord, pod: core.Pod): object {
  const hostIP = record.Taskgroup[0]?.AgentIPAddress ?? '';
  return {
    metadata: { ...record.ObjectMeta, creationTimestamp: pod.metadata.creationTimestamp }, rcname: record.AppID, kind: record.Kind,
    status: record.Status, lastStatus: record.LastStatus, message: record.Message,
    hostIP, hostName: record.HostName, podIP: pod.status.podIP ?? (pod.spec.hostNetwork ? hostIP : ''),
    startTime: timeOf(record.StartTime), lastUpdateTime: timeOf(record.UpdateTime),
    killPolicy: record.KillPolicy, restartPolicy: record.RestartPolicy, bcsMessage: record.BcsEventMsg ? JSON.stringify(record.BcsEventMsg) : '',
    containerStatuses: containerStatuses(pod, record.Taskgroup),
  };
}
