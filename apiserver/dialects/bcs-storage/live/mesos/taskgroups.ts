/** Taskgroups as the original's watcher reports them (section 15.2 of the document's specification). */
import { bcsRules, kinds, same, type bcs } from '../../../../../api';
import { madeOf, type Made } from '../derived-document';
import type { View } from '../derived';
import { containerStatuses } from './container-statuses';
import { observe, subjectOf, type Observed } from './observed';
import { applicationOf, byApplication } from './taskgroups-of';
import { timeText } from './times';

const { foreign } = bcsRules.config;

export const taskgroups: View = (sight) => {
  const found = observe(sight, (pod) => [subjectOf(pod)], (pod) => [byApplication(pod)]);
  const applications = sight.follow(kinds.bcsapplications, {
    matters: (before, after) => !same(before.spec.definition, after.spec.definition) || before.spec.kind !== after.spec.kind,
    affects: ({ key: { namespace = '', name } }) => [...found.in(`application ${namespace}/${name}`)].map(({ pod }) => subjectOf(pod)),
  });
  return (subject) => {
    const observed = found.get(subject);
    return observed?.taskgroup.id && documentOf(observed, observed.taskgroup.id, applications.get(applicationOf(observed.pod))?.object);
  };
};

function documentOf({ pod, node, taskgroup }: Observed, id: bcsRules.TaskgroupId, application: bcs.BcsApplication | undefined): Made {
  const { metadata: { labels, annotations }, spec, status } = pod;
  const { application: rcname, namespace } = id;
  const name = bcsRules.taskgroupId(id);
  const hostIP = status.hostIP ?? (node && bcsRules.agentIp(node)) ?? '';
  const definition = application && bcsRules.definitionOf(application.spec);
  return madeOf({ object: pod }, { namespace, name }, {
    metadata: { name, namespace, labels: foreign(labels), annotations: foreign(annotations), creationTimestamp: pod.metadata.creationTimestamp },
    rcname, kind: application?.spec.kind ?? 'application',
    status: taskgroup.status, lastStatus: taskgroup.lastStatus, message: taskgroup.message,
    hostIP, hostName: spec.nodeName ?? '', podIP: status.podIP ?? (spec.hostNetwork ? hostIP : ''),
    startTime: timeText(taskgroup.startedAt), lastUpdateTime: timeText(taskgroup.updatedAt),
    killPolicy: { gracePeriod: spec.terminationGracePeriodSeconds ?? 0 }, restartPolicy: definition?.restartPolicy ?? {},
    bcsMessage: annotations?.[bcsRules.marks.messageAnnotation] ?? '',
    containerStatuses: containerStatuses(pod, taskgroup, id, definition?.spec.template?.spec.networkMode ?? ''),
  }, ['reportTime']);
}
