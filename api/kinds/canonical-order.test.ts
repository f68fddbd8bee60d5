import { restoreOrder } from './canonical-order';

const pod = (): Record<string, unknown> => ({
  status: { phase: 'Running' }, kind: 'Pod', apiVersion: 'v1', metadata: { uid: 'u', name: 'n' },
  spec: { nodeName: 'n1', containers: [{ image: 'i', name: 'a' }], nodeSelector: { b: '2', a: '1' } },
});

test('fields are put into their places, keys of maps in order; metadata is left as it is', () => {
  const object = pod();
  restoreOrder(object, 'core.v1.Pod');
  expect(JSON.stringify(object)).toBe('{"kind":"Pod","apiVersion":"v1","metadata":{"uid":"u","name":"n"},"spec":{"containers":[{"name":"a","image":"i"}],"nodeSelector":{"a":"1","b":"2"},"nodeName":"n1"},"status":{"phase":"Running"}}');
});

test('what is shared is replaced, not changed; what is in order stays the same', () => {
  const object = pod();
  const { spec, status } = object;
  const text = JSON.stringify(spec);
  Object.freeze(spec);
  restoreOrder(object, 'core.v1.Pod');
  expect([JSON.stringify(spec), object.spec === spec, object.status === status]).toEqual([text, false, true]);
  const again = object.spec;
  restoreOrder(object, 'core.v1.Pod');
  expect(object.spec).toBe(again);
});

test('maps are put in order of their keys, those inside too', () => {
  const object = { spec: { template: { metadata: { labels: { b: '1', a: '2' } }, spec: { nodeSelector: { z: '1', y: '2' } } } } };
  restoreOrder(object, 'apps.v1.Deployment');
  expect(JSON.stringify(object)).toBe('{"spec":{"template":{"metadata":{"labels":{"a":"2","b":"1"}},"spec":{"nodeSelector":{"y":"2","z":"1"}}}}}');
});
