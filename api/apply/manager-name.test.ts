import { managerName } from './manager-name';

test.each([
  ['mine', 'kubectl/v1.33', 'mine'],
  [undefined, 'kubectl/v1.33.0 (linux/amd64) kubernetes/abc', 'kubectl'],
  ['', 'node-fetch', 'node-fetch'],
  [undefined, undefined, ''],
  [undefined, 'a\u0007b\tc/1', 'abc'],
  [undefined, 'ä'.repeat(100), 'ä'.repeat(64)],
])('%s, %s: %s', (fieldManager, userAgent, expected) => expect(managerName(fieldManager, userAgent)).toBe(expected));
