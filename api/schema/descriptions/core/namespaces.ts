/** Descriptions of namespaces, what is kept in them for pods to read, and what may be used in them. */
import { condition } from '../shared';
import type { Descriptions } from '../shape';

const immutable = 'True: the data can no longer be changed, only deleted. Spares nodes the watching.';

export const namespaces: Descriptions = () => ({
  Namespace: ['A space of names. Most objects live in one and are deleted with it.'],
  NamespaceSpec: ['What holds a namespace.', { finalizers: 'Who must be done before it may go; `kubernetes` empties it.' }],
  NamespaceStatus: ['How a namespace is doing.', { phase: 'Active or Terminating.', conditions: 'Why it is not gone yet, when it should be.' }],
  NamespaceCondition: ['One observation about a namespace.', condition()],
  ConfigMap: ['Settings that are no secrets, for pods to read as variables or files.', {
    data: 'Texts by key. Keys are letters, digits, -, _ and dots.', binaryData: 'Bytes by key, in base64. No key may be in both.', immutable,
  }],
  Secret: ['Passwords, keys and the like, for pods to read as variables or files; at most 1 MiB.', {
    type: 'What it holds, such as Opaque (default), kubernetes.io/tls or kubernetes.io/dockerconfigjson. It cannot change.',
    data: 'Values by key, in base64.', stringData: 'Values by key, as they are. Only written: the server merges them into `data`.', immutable,
  }],
  ServiceAccount: ['Who a pod is when it speaks to the API.', {
    secrets: 'Secrets that its pods may use, where that is enforced. No list of its tokens.', imagePullSecrets: 'Secrets for fetching images, for pods that name none themselves.',
    automountServiceAccountToken: 'False: pods get no token unless they ask for one.',
  }],
  ResourceQuota: ['How much may be used in a namespace altogether.'],
  ResourceQuotaSpec: ['What is limited.', {
    hard: 'The limit for each resource, such as requests.cpu, pods or count/deployments.apps.', scopes: 'Only what is in all of these is counted: Terminating, NotTerminating, BestEffort, NotBestEffort and others.',
    scopeSelector: 'The same with conditions.',
  }],
  ResourceQuotaStatus: ['What is limited and what is used.', { hard: 'Limits in force.', used: 'How much is in use.' }],
  ScopeSelector: ['Chooses what a quota counts: all conditions must hold.', { matchExpressions: 'The conditions.' }],
  ScopedResourceSelectorRequirement: ['One condition.', { scopeName: 'The scope.', operator: 'In, NotIn, Exists or DoesNotExist.', values: 'Values, with In and NotIn.' }],
  LimitRange: ['What a single pod, container or claim of a namespace may use, and what it gets when it does not say.'],
  LimitRangeSpec: ['The limits.', { limits: 'One entry for each type of object.' }],
  LimitRangeItem: ['Limits for one type of object.', {
    type: 'Pod, Container or PersistentVolumeClaim.', max: 'Most of each resource.', min: 'Least of each resource.', default: 'Limit of containers that have none.',
    defaultRequest: 'Request of containers that have none.', maxLimitRequestRatio: 'How many times the request a limit may be.',
  }],
  ComponentStatus: ['Health of a part of the control plane. Deprecated: ask the parts themselves.', { conditions: 'What was found.' }],
  ComponentCondition: ['Health of a part.', { type: 'Healthy.', status: 'True, False or Unknown.', message: 'What it said.', error: 'What went wrong in asking.' }],
  List: ['A list of objects of any kinds.'],
});
