/**
 * The versions that Kubernetes 1.20 and its successors served, and 1.36 does not: what differs from the stable version, and
 * since when they are deprecated (k8s.io/api <group>/<version>/types.go and zz_generated.prerelease-lifecycle.go).
 *
 * Closed sets of values are those of the stable version. A field that the stable version gained later is here, too: as
 * upstream has it, a new field comes to every version that is served, so that nothing is lost between them.
 */
import type { Lifecycle, LegacyPackage } from './derive';

const all = (kinds: readonly string[], ...lifecycle: Lifecycle): Readonly<Record<string, Lifecycle>> => Object.fromEntries(kinds.map((kind) => [kind, lifecycle]));

const admission = 'admissionregistration.k8s.io/v1';
const networking = 'networking.k8s.io/v1';
const flowcontrol = 'flowcontrol.apiserver.k8s.io/';
const levels = ['FlowSchema', 'PriorityLevelConfiguration'];
const unsaid = { required: undefined, emitZero: undefined };
const unmerged = { patchStrategy: undefined, patchMergeKey: undefined };

const webhook = { sideEffects: unsaid, admissionReviewVersions: unsaid };

/** Where the stable version has nominal shares. */
const assuredShares = {
  FlowSchemaStatus: { conditions: unmerged },
  PriorityLevelConfigurationStatus: { conditions: unmerged },
  LimitedPriorityLevelConfiguration: { assuredConcurrencyShares: { from: 'nominalConcurrencyShares', ptr: undefined } },
};

const metricsOfV2beta1 = {
  HorizontalPodAutoscalerSpec: {
    targetCPUUtilizationPercentage: null,
    metrics: { ref: 'autoscaling.v1.MetricSpec', list: true, pb: 4, listType: 'atomic' },
  },
  HorizontalPodAutoscalerStatus: {
    currentCPUUtilizationPercentage: null,
    currentMetrics: { ref: 'autoscaling.v1.MetricStatus', list: true, pb: 5, emitZero: true, listType: 'atomic' },
    conditions: { ref: 'autoscaling.v1.HorizontalPodAutoscalerCondition', list: true, pb: 6, emitZero: true, listType: 'atomic' },
  },
  ContainerResourceMetricSource: { container: { pb: 4 } },
} as const;

export const legacyPackages: readonly LegacyPackage[] = [
  {
    name: 'admissionregistration.v1beta1', like: 'admissionregistration.v1',
    kinds: {
      ...all(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'], '1.16', '1.22', admission),
      ...all(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'], '1.31', '1.34'),
    },
    changes: { MutatingWebhook: webhook, ValidatingWebhook: webhook },
  },
  { name: 'apiregistration.v1beta1', like: 'apiregistration.v1', kinds: all(['APIService'], '1.19', '1.22', 'apiregistration.k8s.io/v1') },
  { name: 'authentication.v1beta1', like: 'authentication.v1', kinds: all(['TokenReview'], '1.19', '1.22', 'authentication.k8s.io/v1'), changes: { TokenReviewSpec: { token: unsaid } } },
  {
    name: 'authorization.v1beta1', like: 'authorization.v1', shared: ['FieldSelectorAttributes', 'LabelSelectorAttributes'],
    kinds: all(['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'], '1.19', '1.22', 'authorization.k8s.io/v1'),
    changes: { SubjectAccessReviewSpec: { group: { from: 'groups' } } },
  },
  { name: 'autoscaling.v2beta1', like: 'autoscaling.v1', kinds: all(['HorizontalPodAutoscaler'], '1.22', '1.25', 'autoscaling/v2'), changes: metricsOfV2beta1 },
  {
    name: 'autoscaling.v2beta2', like: 'autoscaling.v2', kinds: all(['HorizontalPodAutoscaler'], '1.23', '1.26', 'autoscaling/v2'),
    changes: { HorizontalPodAutoscalerStatus: { conditions: { listType: 'atomic', listMapKeys: undefined, ...unmerged } } },
  },
  { name: 'batch.v1beta1', like: 'batch.v1', kinds: all(['CronJob'], '1.21', '1.25', 'batch/v1'), shared: ['JobSpec'] },
  {
    name: 'certificates.v1beta1', like: 'certificates.v1', kinds: all(['CertificateSigningRequest'], '1.19', '1.22', 'certificates.k8s.io/v1'),
    changes: { CertificateSigningRequestSpec: { signerName: { ...unsaid, ptr: true } }, CertificateSigningRequestCondition: { status: { required: undefined } } },
  },
  { name: 'coordination.v1beta1', like: 'coordination.v1', kinds: all(['Lease'], '1.19', '1.22', 'coordination.k8s.io/v1') },
  {
    name: 'discovery.v1beta1', like: 'discovery.v1', kinds: all(['EndpointSlice'], '1.21', '1.25', 'discovery.k8s.io/v1'),
    changes: { Endpoint: { topology: { from: 'deprecatedTopology' }, zone: null, hints: { pb: 7 } } },
  },
  { name: 'events.v1beta1', like: 'events.v1', kinds: all(['Event'], '1.22', '1.25') },
  {
    name: 'flowcontrol.v1beta3', like: 'flowcontrol.v1', kinds: all(levels, '1.29', '1.32', `${flowcontrol}v1`),
    changes: { LimitedPriorityLevelConfiguration: { nominalConcurrencyShares: { ptr: undefined } } },
  },
  { name: 'flowcontrol.v1beta2', like: 'flowcontrol.v1', kinds: all(levels, '1.26', '1.29', `${flowcontrol}v1beta3`), changes: assuredShares },
  { name: 'flowcontrol.v1beta1', like: 'flowcontrol.v1', kinds: all(levels, '1.23', '1.26', `${flowcontrol}v1beta3`), changes: assuredShares },
  {
    name: 'networking.v1beta1', like: 'networking.v1', kinds: { ...all(['Ingress'], '1.19', '1.22', networking), ...all(['IngressClass'], '1.19', '1.22') },
    changes: {
      IngressSpec: { backend: { from: 'defaultBackend' } },
      HTTPIngressPath: { pathType: unsaid },
      IngressBackend: { service: null, serviceName: { type: 'string', pb: 1 }, servicePort: { type: 'intOrString', pb: 2 } },
      IngressClassParametersReference: { scope: { required: true } },
    },
  },
  { name: 'extensions.v1beta1', like: 'networking.v1beta1', group: 'extensions', kinds: all(['Ingress'], '1.14', '1.22', networking) },
  { name: 'node.v1beta1', like: 'node.v1', kinds: all(['RuntimeClass'], '1.22', '1.25') },
  {
    name: 'policy.v1beta1', like: 'policy.v1', kinds: all(['PodDisruptionBudget'], '1.21', '1.25', 'policy/v1'),
    changes: { PodDisruptionBudgetSpec: { selector: { patchStrategy: undefined } } },
  },
  { name: 'rbac.v1beta1', like: 'rbac.v1', kinds: all(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'], '1.17', '1.22', 'rbac.authorization.k8s.io/v1') },
  { name: 'scheduling.v1beta1', like: 'scheduling.v1', kinds: all(['PriorityClass'], '1.14', '1.22', 'scheduling.k8s.io/v1') },
  {
    name: 'storage.v1beta1', like: 'storage.v1',
    kinds: {
      ...all(['CSIDriver', 'StorageClass', 'VolumeAttachment'], '1.19', '1.22', 'storage.k8s.io/v1'),
      ...all(['CSINode'], '1.17', '1.22', 'storage.k8s.io/v1'),
      ...all(['CSIStorageCapacity'], '1.24', '1.27', 'storage.k8s.io/v1'),
    },
    changes: { CSIDriverSpec: { volumeLifecycleModes: { listType: 'atomic' } } },
  },
];
