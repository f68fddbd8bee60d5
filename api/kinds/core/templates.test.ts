import { cells, create, faultsOf, read } from '../testing/apply';
import { podtemplates } from './podtemplates';
import { replicationcontrollers as controllers } from './replicationcontrollers';

const template = (spec: object = {}, labels: object = { app: 'web' }): object => ({ metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec } });

describe('ReplicationController', () => {
  const web = (spec: object = {}): object => ({ metadata: { name: 'web', namespace: 'default' }, spec: { template: template(), ...spec } });

  test('defaults', () => expect(read(controllers, web())).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { replicas: 1, selector: { app: 'web' }, template: { spec: { restartPolicy: 'Always' } } } }));

  test.each<[string, object, string[]]>([
    ['ordinary', {}, []],
    ['no labels', { template: template({}, {}) }, ['spec.selector: Required value']],
    ['selects others', { selector: { app: 'db' } }, ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`']],
    ['no template', { selector: { app: 'web' }, template: undefined, replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0', 'spec.template: Required value']],
    ['ends', { template: template({ restartPolicy: 'Never' }) }, ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']],
  ])('%s', (_, spec, expected) => expect(faultsOf(controllers, create(controllers, web(spec)))).toEqual(expected));

  test('row and scale', () => {
    const stored = { ...create(controllers, web({ replicas: 3 })), status: { replicas: 2, readyReplicas: 1 } };
    expect(cells(controllers, stored)).toEqual({ Name: 'web', Desired: 3, Current: 2, Ready: 1, Age: '<unknown>', Containers: 'main', Images: 'nginx:1', Selector: 'app=web' });
    const { scale } = controllers.subresources;
    expect(scale?.type === 'projection' && scale.read(stored)).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 2, selector: 'app=web' } });
  });
});

test('PodTemplate', () => {
  const stored = create(podtemplates, { metadata: { name: 'web', namespace: 'default' }, template: template() });
  expect(stored.template?.spec).toMatchObject({ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' });
  expect(cells(podtemplates, stored)).toEqual({ Name: 'web', Containers: 'main', Images: 'nginx:1', 'Pod Labels': 'app=web' });
  expect(faultsOf(podtemplates, create(podtemplates, { metadata: { name: 'web', namespace: 'default' }, template: template({ containers: [{ name: 'Bad', image: 'a' }] }) }))).toHaveLength(1);
});
