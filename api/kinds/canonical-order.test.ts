import { restoreOrder } from './canonical-order';

const pod = (): Record<string, unknown> => ({
  status: { phase: 'Running' }, kind: 'Pod', apiVersion: 'v1', metadata: { uid: 'u', name: 'n' },
  spec: { nodeName: 'n1', containers: [{ image: 'i', name: 'a' }], nodeSelector: { b: '2', a: '1' } },
});

test('fields are put into their places; maps, and metadata, are left as they are', () => {
  const object = pod();
  restoreOrder(object, 'core.v1.Pod');
  expect(JSON.stringify(object)).toBe('{"kind":"Pod","apiVersion":"v1","metadata":{"uid":"u","name":"n"},"spec":{"containers":[{"name":"a","image":"i"}],"nodeSelector":{"b":"2","a":"1"},"nodeName":"n1"},"status":{"phase":"Running"}}');
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
