import { deployment, replicaSet, template } from '../testing/objects';
import { annotationsOfNew } from './annotations';
import { surplusHistory } from './history';
import { newReplicaSet, refreshed, sortOut } from './revision';

const revision = 'deployment.kubernetes.io/revision';
const other = { ...template, metadata: { labels: { app: 'web', version: '2' } } };

test('the new set has the name, labels, selector and annotations that kubectl rollout expects', () => {
  const old = [replicaSet({ metadata: { annotations: { [revision]: '4' } }, spec: { replicas: 0 } })];
  const set = newReplicaSet(deployment({ metadata: { annotations: { team: 'a', [revision]: '4' } }, spec: { replicas: 3 } }), old);
  const hash = set.metadata.labels?.['pod-template-hash'];
  expect(set.metadata).toMatchObject({
    name: `web-${hash}`, labels: { app: 'web' },
    annotations: { team: 'a', [revision]: '5', 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4' },
    ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true, blockOwnerDeletion: true }],
  });
  expect(set.spec).toMatchObject({ replicas: 3, selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } } });
  expect(set.spec.template?.metadata?.labels?.['pod-template-hash']).toBe(hash);
});

test('the set with the same template is the new one, whatever its hash label', () => {
  const current = replicaSet({ metadata: { name: 'b' }, spec: { template: { ...template, metadata: { labels: { app: 'web', 'pod-template-hash': 'x' } } } } });
  const stale = replicaSet({ metadata: { name: 'a' }, spec: { template: other } });
  expect(sortOut(deployment(), [stale, current])).toEqual({ newSet: current, old: [stale] });
});

test('a set that comes back gets the next revision and remembers those it had', () => {
  const back = replicaSet({ metadata: { annotations: { [revision]: '1' } } });
  const before = replicaSet({ metadata: { annotations: { [revision]: '2' } }, spec: { template: other } });
  expect(refreshed(deployment(), back, [before]).metadata.annotations)
    .toEqual({ [revision]: '3', 'deployment.kubernetes.io/revision-history': '1' });
  expect(refreshed(deployment(), before, [back])).toBe(before);
  expect(annotationsOfNew(deployment(), { [revision]: '3', 'deployment.kubernetes.io/revision-history': '1' }, 5)['deployment.kubernetes.io/revision-history']).toBe('1,3');
});

test('history beyond the limit goes, lowest revisions first, as far as the sets are empty', () => {
  const set = (name: string, rev: string, replicas = 0) => replicaSet({ metadata: { name, annotations: { [revision]: rev } }, spec: { replicas }, status: { replicas } });
  const names = (limit: number) => surplusHistory(deployment({ spec: { revisionHistoryLimit: limit } }), [set('c', '10'), set('a', '1'), set('b', '2', 1)]).map(({ metadata }) => metadata.name);
  expect(names(2)).toEqual(['a']);
  expect(names(0)).toEqual(['a', 'c']);
  expect(names(3)).toEqual([]);
});
