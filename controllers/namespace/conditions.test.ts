import { deletionConditions } from './conditions';

const now = Date.UTC(2026, 0, 1);
const nothing = { resources: new Map(), finalizers: new Map(), errors: [], undiscovered: [] };

test('what is left is named', () => {
  const leftovers = { resources: new Map([['pods.', 2], ['deployments.apps', 1]]), finalizers: new Map([['example.com/hold', 1]]), errors: [], undiscovered: [] };
  const messages = Object.fromEntries(deletionConditions([], leftovers, now).map(({ type, status, message }) => [type, `${status}: ${message}`]));
  expect(messages).toEqual({
    NamespaceDeletionDiscoveryFailure: 'False: All resources successfully discovered',
    NamespaceDeletionGroupVersionParsingFailure: 'False: All legacy kube types successfully parsed',
    NamespaceDeletionContentFailure: 'False: All content successfully deleted, may be waiting on finalization',
    NamespaceContentRemaining: 'True: Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances',
    NamespaceFinalizersRemaining: 'True: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  });
});

test('times change with the status only', () => {
  const first = deletionConditions([], nothing, now);
  expect(deletionConditions(first, nothing, now + 5000)).toEqual(first);
  const later = deletionConditions(first, { ...nothing, errors: ['no'] }, now + 5000);
  expect(later.filter(({ lastTransitionTime }) => lastTransitionTime === '2026-01-01T00:00:05Z').map(({ type }) => type)).toEqual(['NamespaceDeletionContentFailure']);
});

test('APIs that do not answer are named, in their order', () => {
  const [discovery] = deletionConditions([], { ...nothing, undiscovered: ['metrics.k8s.io/v1beta1', 'custom.metrics.k8s.io/v1beta2'] }, now);
  expect(discovery).toEqual({
    type: 'NamespaceDeletionDiscoveryFailure', status: 'True', reason: 'DiscoveryFailed', lastTransitionTime: '2026-01-01T00:00:00Z',
    message: 'Discovery failed for some groups, 2 failing: unable to retrieve the complete list of server APIs: '
      + 'custom.metrics.k8s.io/v1beta2: stale GroupVersion discovery: custom.metrics.k8s.io/v1beta2, metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1',
  });
});
