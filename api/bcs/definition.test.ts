import { timing } from './timing';
import { DefinitionFault, memberText, readApplication, readDeployment } from './definition';
import { amountOf, neededBy, requestsOf } from './resources';

const container = { image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', resources: { limits: { cpu: '2', memory: '100' } } };

test('names are read in any case, and what is unknown is passed over', () => {
  const sent = JSON.stringify({
    kind: 'application', appname: 'x', updatePolicy: { MaxRetries: 10 },
    constraint: { selector: {}, IntersectionItem: [{ UnionData: [{ Name: 'hostname', operate: 'UNIQUE', type: 3, text: { value: 'x' } }, null] }] },
    metadata: { name: 'app-test', namespace: 'defaultGroup' },
    spec: { instance: 2, template: { spec: { containers: [{ ...container, configmaps: [{ name: 'c', items: [{ dataKey: 'k', KeyOrPath: '/p' }] }] }], networktype: 'BRIDGE' } } },
  });
  const read = readApplication(sent);
  expect(read.constraint?.intersectionItem).toEqual([{ unionData: [{ name: 'hostname', operate: 'UNIQUE', type: 3, text: { value: 'x' } }, undefined] }]);
  expect(read.spec.template?.spec).toMatchObject({ networkType: 'BRIDGE', containers: [{ image: container.image, configmaps: [{ items: [{ keyOrPath: '/p' }] }] }] });
  expect(read.restartPolicy).toEqual({ policy: '', interval: 0, backoff: 0, maxtimes: 0, hostRetainTime: 0 });
  expect(read.metadata).toEqual({ name: 'app-test', namespace: 'defaultGroup', labels: {}, annotations: {}, clusterName: '' });
});

test('a deployment without a template only binds', () => {
  const read = readDeployment('{"spec":{"selector":{"a":"b"},"strategy":{"rollingupdate":{"maxUnavilable":2,"rollingOrder":"CreateFirst"}}}}');
  expect(read.spec.template).toBeUndefined();
  expect(read.spec.strategy.rollingupdate).toMatchObject({ maxUnavilable: 2, maxSurge: 0, rollingOrder: 'CreateFirst', rollingManually: false });
  expect(readDeployment('{"spec":{"template":{}}}').spec.template).toBeDefined();
});

test.each([
  ['{"spec":{"instance":"2"}}', 'json: cannot unmarshal string into Go struct field ReplicaControllerSpec.instance of type int'],
  ['{"metadata":[]}', 'json: cannot unmarshal array into Go struct field ReplicaController.metadata of type types.ObjectMeta'],
  ['{"spec":{"instance":1.5}}', 'json: cannot unmarshal number 1.5 into Go struct field ReplicaControllerSpec.instance of type int'],
])('%s: %s', (sent, message) => {
  expect(() => readApplication(sent)).toThrow(new DefinitionFault(message));
});

test('a member is given as it was sent', () => {
  expect(memberText('{"a": 1, "spec": {"x":1.0}}', 'spec')).toBe('{"x":1.0}');
  expect(memberText('{"a": 1}', 'spec')).toBeUndefined();
});

test.each([['2', 2], ['0.5', 0.5], ['.5', 0.5], ['1e2', 100], ['250m', 0], ['', 0], ['-1', 0], ['0x10', 0], ['Infinity', 0]])('%j is %d', (text, amount) => {
  expect(amountOf(text)).toBe(amount);
});

test('limits are what is scheduled by where no cpu is requested', () => {
  const none = { cpu: '', memory: '', storage: '' };
  const limits = { cpu: '2', memory: '100', storage: '' };
  expect(requestsOf({ limits, requests: none, extendedResources: [] })).toEqual({ cpu: 2, memory: 100, disk: 0 });
  expect(requestsOf({ limits, requests: { ...none, cpu: '1' }, extendedResources: [] })).toEqual({ cpu: 1, memory: 0, disk: 0 });
  expect(requestsOf({ limits: none, requests: { ...none, memory: '5' }, extendedResources: [] })).toEqual({ cpu: 0, memory: 5, disk: 0 });
});

test('a taskgroup needs what its containers request, and what runs it', () => {
  const { spec } = readApplication(JSON.stringify({ spec: { template: { spec: { containers: [container, container] } } } }));
  expect(neededBy(spec.template!, timing)).toEqual({ cpu: 4, memory: 264, disk: 64 });
  const processes = readApplication('{"spec":{"template":{"spec":{"processes":[{"procName":"p"}]}}}}');
  expect(neededBy(processes.spec.template!, timing)).toEqual({ cpu: 1, memory: 128, disk: 128 });
});
