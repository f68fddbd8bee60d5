/** What makes pods, and of what kind (k8s.io/pod-security-admission DefaultPodSpecExtractor). */
import type { apps, batch, core, KubeObject, ResourceDefinition } from '../../../api';

export type PodLike = Pick<core.PodTemplateSpec, 'metadata'> & Required<Pick<core.PodTemplateSpec, 'spec'>>;

interface Maker {
  readonly group: string;
  readonly template: (object: KubeObject) => core.PodTemplateSpec | undefined;
}

const ofSpec = (object: KubeObject): core.PodTemplateSpec | undefined => (object as core.ReplicationController | apps.Deployment | batch.Job).spec?.template;

const makers: Readonly<Record<string, Maker>> = {
  ReplicationController: { group: '', template: ofSpec },
  PodTemplate: { group: '', template: (object) => (object as core.PodTemplate).template },
  ReplicaSet: { group: 'apps', template: ofSpec },
  Deployment: { group: 'apps', template: ofSpec },
  StatefulSet: { group: 'apps', template: ofSpec },
  DaemonSet: { group: 'apps', template: ofSpec },
  Job: { group: 'batch', template: ofSpec },
  CronJob: { group: 'batch', template: (object) => (object as batch.CronJob).spec.jobTemplate.spec?.template },
};

export function templateOf({ group, kind }: ResourceDefinition, object: KubeObject): PodLike | undefined {
  const maker = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  const template = maker?.group === group ? maker.template(object) : undefined;
  return template?.spec && { metadata: template.metadata, spec: template.spec };
}
