import { labelName, objectName } from './names';

const hash = expect.stringMatching(/-[0-9a-f]{10}$/);

test.each(['default', 'a', 'app-1', '0'])('%j is kept', (name) => {
  expect(labelName(name)).toBe(name);
  expect(objectName(name)).toBe(name);
});

test.each(['defaultGroup', 'DefaultGroup', 'a_b', '-a', 'a-', '', '..', 'x'.repeat(64), '世界', 'a-0123456789', 'a/b'])('%j becomes a label that no other name has', (name) => {
  const made = labelName(name);
  expect(made).toEqual(hash);
  expect(made).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
});

test.each(['0.app-test.defaultGroup.10001.15', 'App.v1', '.a', 'a..b', 'a.-b', 'x'.repeat(254), '世界.世界'])('%j becomes the name of an object that no other has', (name) => {
  const made = objectName(name);
  expect(made).toEqual(hash);
  expect(made.length).toBeLessThanOrEqual(253);
  expect(made).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
});

test('names that differ in case, or in what Kubernetes forbids, stay apart', () => {
  const names = ['defaultGroup', 'defaultgroup', 'DefaultGroup', 'default_group', 'default-group', 'default group'];
  expect(new Set(names.map(labelName)).size).toBe(names.length);
  expect(labelName('defaultGroup')).toMatch(/^defaultgroup-/);
  expect(objectName('0.app.ns.10001.15')).toBe('0.app.ns.10001.15');
  expect(labelName(labelName('defaultGroup'))).not.toBe(labelName('defaultGroup'));
});
