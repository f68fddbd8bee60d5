/** Creates and deletes pods for a controller, and says so (upstream's RealPodControl, pkg/controller/controller_utils.go). */
import { ApiError, type core, type KubeObject, type Resources } from '../../api';
import type { EventRecorder } from '../../client';
import { controllerReference, uidOf } from '../ownership';

export interface PodControl {
  /** `extras` adds to what the template says. Rejects with the server's error after recording it. */
  create(owner: KubeObject, template: core.PodTemplateSpec, extras?: PodExtras): Promise<core.Pod>;
  /** NotFound is no fault. */
  delete(owner: KubeObject, pod: core.Pod): Promise<void>;
}

export interface PodExtras {
  /** Default: the owner's name and a dash. */
  readonly generateName?: string;
  readonly finalizers?: readonly string[];
}

/** The namespace is being deleted, or gone: all further creations will fail as well, and nobody needs to be told. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  (ApiError.is(error, 'NotFound') && error.details?.kind === 'namespaces')
    || (error instanceof ApiError && (error.details?.causes ?? []).some((cause) => cause.reason === 'NamespaceTerminating'));

/** Nothing more comes of it where all further creations will fail (upstream's handleErr of Deployments). */
export async function unlessTerminating<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined;
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function podControl(pods: Resources<core.Pod>, recorder: EventRecorder): PodControl {
  return {
    async create(owner, template, extras = {}) {
      try {
        const pod = await pods.create(podFromTemplate(owner, template, extras));
        recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
        return pod;
      } catch (error) {
        if (!isNamespaceTerminating(error)) recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${messageOf(error)}`);
        throw error;
      }
    },
    async delete(owner, pod) {
      try {
        await pods.delete({ namespace: pod.metadata.namespace, name: pod.metadata.name ?? '' }, { preconditions: { uid: uidOf(pod) } });
        recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      } catch (error) {
        // Conflict: a namesake has taken its place.
        if (ApiError.is(error, 'NotFound') || ApiError.is(error, 'Conflict')) return;
        recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${messageOf(error)}`);
        throw error;
      }
    },
  };
}

export function podFromTemplate(owner: KubeObject, template: core.PodTemplateSpec, extras: PodExtras = {}): core.Pod {
  const { labels, annotations, finalizers = [] } = template.metadata ?? {};
  const all = [...new Set([...finalizers, ...(extras.finalizers ?? [])])];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: extras.generateName ?? `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(owner)],
      ...(all.length > 0 && { finalizers: all }),
    },
    spec: template.spec ?? { containers: [] },
    status: {},
  };
}
