import { differences } from './differences';

const stored = {
  metadata: { name: 'a', labels: { app: 'a', more: 'x' }, uuid: 'u' },
  Spec: { Replicas: 3, template: { containers: [{ name: 'c', image: 'i', Ports: ['80'] }] } },
  status: { phase: 'Running' },
};

test.each<[string, object, string[]]>([
  ['the same, in whatever case', { metadata: { name: 'b', uuid: 'mine', labels: { app: 'a' } }, spec: { replicas: 3, template: { containers: [{ image: 'i', ports: ['80'] }] } } }, []],
  ['what the server owns', { kind: 'X', apiVersion: 'v2', status: { phase: 'Failed' } }, []],
  ['unset and empty', { spec: { nodeName: '', other: null, none: [], tty: false, nodePort: 0, map: {} } }, []],
  ['a zero is said', { spec: { replicas: 0 } }, ['spec.replicas']],
  ['labels', { metadata: { labels: { app: 'b', fresh: 'y' } } }, ['metadata.labels.app', 'metadata.labels.fresh']],
  ['within lists', { spec: { template: { containers: [{ image: 'j' }] } } }, ['spec.template.containers[0].image']],
  ['longer and shorter lists', { spec: { template: { containers: [] } }, paths: [1] }, ['spec.template.containers', 'paths']],
  ['what is kept otherwise', { spec: { password: 'p' } }, []],
])('%s', (_name, wanted, expected) => {
  expect(differences(wanted as Record<string, unknown>, stored, ['spec.password'])).toEqual(expected);
});
