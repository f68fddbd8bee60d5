/** Applications as the original's watcher reports them (section 15.1 of the document's specification). */
import { bcsRules, kinds } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { View } from '../derived';
import { nameOf } from '../following';
import { observe } from './observed';
import { timeOf, type ApplicationRecord } from './reported';
import { applicationOf, byApplication } from './taskgroups-of';

/** Of both kinds; `data.kind` tells them apart. */
export const applications: View = (sight) => {
  const objects = sight.follow(kinds.bcsapplications, { affects: (entry) => [nameOf(entry)] });
  const taskgroups = observe(sight, (pod) => [applicationOf(pod)], (pod) => [byApplication(pod)]);
  return (subject) => {
    const entry = objects.get(subject);
    if (!entry) return undefined;
    const pods = [...taskgroups.in(`application ${subject}`)];
    const record = bcsRules.records.applicationRecord(entry.object, pods, (pod) => taskgroups.isLost(pod)) as ApplicationRecord;
    const { Name: name, RunAs: namespace, Pods } = record;
    const { metadata: { creationTimestamp } } = entry.object;
    return madeOf(entry, { name, namespace }, {
      metadata: { ...record.ObjectMeta, creationTimestamp }, kind: record.Kind,
      instance: record.DefineInstances, buildedInstance: record.Instances, runningInstance: record.RunningInstances,
      status: record.Status, lastStatus: record.LastStatus, message: record.Message,
      createTime: timeOf(record.Created), lastUpdateTime: timeOf(record.UpdateTime), pods: Pods.length ? Pods : null,
    }, ['reportTime']);
  };
};
