/** Applications as the original's watcher reports them (section 15.1 of the document's specification). */
import { bcsRules, kinds } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { View } from '../derived';
import { nameOf } from '../following';
import { timeText } from './times';
import { applicationOf, byApplication, taskgroupsBy } from './taskgroups-of';

/** Of both kinds; `data.kind` tells them apart. */
export const applications: View = (sight) => {
  const objects = sight.follow(kinds.bcsapplications, { affects: (entry) => [nameOf(entry)] });
  const pods = sight.follow(kinds.pods, taskgroupsBy((pod) => [byApplication(pod)], ({ object }) => [applicationOf(object)]));
  return (subject) => {
    const entry = objects.get(subject);
    if (!entry) return undefined;
    const { object } = entry;
    const { metadata: { creationTimestamp }, spec, status } = object;
    const bcsName = bcsRules.bcsNameOf(object);
    const { metadata: { labels } } = bcsRules.definitionOf(spec);
    const names = [...pods.in(`application ${subject}`)].map(({ object: { metadata } }) => ({ name: metadata.annotations?.[bcsRules.marks.taskgroupAnnotation] ?? '' }));
    return madeOf(entry, bcsName, {
      metadata: { ...bcsName, labels, creationTimestamp },
      kind: spec.kind ?? 'application',
      instance: spec.instances, buildedInstance: status?.instances ?? 0, runningInstance: status?.runningInstances ?? 0,
      status: bcsRules.statusOf(object), lastStatus: status?.lastStatus ?? '', message: status?.message ?? '',
      createTime: creationTimestamp, lastUpdateTime: status?.updateTime ? timeText(status.updateTime * 1000) : creationTimestamp,
      pods: names.length ? names.sort((a, b) => (a.name < b.name ? -1 : 1)) : null,
    }, ['reportTime']);
  };
};
