import { compareNanos, clusterName, nanosFrom, parseTaskgroupId, taskgroupId, taskgroupName, taskId } from './ids';

const id = { index: 0, application: 'app-test', namespace: 'defaultGroup', cluster: '10001', nanos: '1527839061316356269' };

test("a taskgroup's id and those of its tasks are the document's", () => {
  expect(taskgroupId(id)).toBe('0.app-test.defaultGroup.10001.1527839061316356269');
  expect(parseTaskgroupId('0.app-test.defaultGroup.10001.1527839061316356269')).toEqual(id);
  expect(taskgroupName(id)).toBe('app-test-0');
  expect(taskId({ ...id, application: 'testapp', namespace: 'test', nanos: '1547025443000246455' }, 0)).toBe('1547025443000246455.0.0.testapp.test.10001');
});

test.each(['', 'app', '0.a.b.c', '0.a.b.c.1.2', 'x.a.b.c.1', '-1.a.b.c.1', '0.a.b.c.x', '0..b.c.1', '00.a.b.c.1', '9999999999.a.b.c.1'])('%j is no id of a taskgroup', (text) => {
  expect(parseTaskgroupId(text)).toBeUndefined();
});

test.each([['BCS-TESTBCSTEST01-10001', '10001'], ['one', 'one'], ['', 'Unnamed'], ['BCS-', 'Unnamed']])('the cluster %j calls itself %j', (clusterId, name) => {
  expect(clusterName(clusterId)).toBe(name);
});

test('nanoseconds grow while the clock stands still, and when it is set back', () => {
  let now = 1_527_839_061_316;
  const nanos = nanosFrom(() => now);
  expect([nanos(), nanos()]).toEqual(['1527839061316000000', '1527839061316000001']);
  now -= 5;
  expect(nanos()).toBe('1527839061316000002');
  now += 10;
  expect(nanos()).toBe('1527839061321000000');
});

test.each([['5', '5', 0], ['9', '10', -1], ['1527839061316356269', '1527839061316356268', 1]])('%s and %s in time', (one, other, order) => expect(Math.sign(compareNanos(one, other))).toBe(order));
