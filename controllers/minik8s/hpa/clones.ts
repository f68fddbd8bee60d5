/** Pods that an Hpa of the document makes: others like the first one it finds. Pure. */
import { cpuUsageAnnotation, memUsageAnnotation, nodeWishAnnotation, omit, type autoscalingV2, type core } from '../../../api';
import { controllerReference, isControlledBy, uidOf } from '../../ownership';

type Hpa = autoscalingV2.HorizontalPodAutoscaler;

/** What a label can hold; the uid tells apart what looks the same. */
const labelText = (text = ''): string => text.slice(0, 63).replace(/[^a-z0-9]+$/, '');

/** The document's `_pod_hpa_name`, `_pod_hpa_namespace`, `_pod_hpa_uuid`: no label of Kubernetes begins with an underscore. */
const cloneLabels = (hpa: Hpa): Record<string, string> => ({
  'minik8s.io/pod_hpa_name': labelText(hpa.metadata.name), 'minik8s.io/pod_hpa_namespace': labelText(hpa.metadata.namespace), 'minik8s.io/pod_hpa_uuid': uidOf(hpa),
});

/** Of the one pod alone: where it is to run, and what was said of its state. */
const notCopied = [nodeWishAnnotation, cpuUsageAnnotation, memUsageAnnotation, 'minik8s.io/update-time', 'minik8s.io/status-as-written', 'kubectl.kubernetes.io/last-applied-configuration'] as const;

export function cloneOf(hpa: Hpa, { metadata: { name = '', namespace, labels, annotations = {} }, spec }: core.Pod): core.Pod {
  // Names of clones of clones do not grow.
  const base = labels?.['minik8s.io/pod_hpa_name'] === undefined ? name : name.replace(/-[a-z0-9]{5}$/, '');
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { generateName: `${base}-`, namespace, labels: { ...labels, ...cloneLabels(hpa) }, annotations: omit(annotations, ...notCopied), ownerReferences: [controllerReference(hpa)] },
    spec: omit(spec, 'nodeName', 'ephemeralContainers'), status: {},
  };
}

const byName = (a: core.Pod, b: core.Pod): number => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1);

/** In the order of the store. */
export const inOrder = (pods: readonly core.Pod[]): core.Pod[] => pods.toSorted(byName);

/** Who goes first: of the clones the first one, and only then what somebody else has made. */
export const victimAmong = (hpa: Hpa, pods: readonly core.Pod[]): core.Pod | undefined => pods.find((pod) => isControlledBy(pod, hpa)) ?? pods[0];
