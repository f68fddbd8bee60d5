import { hostAllowed, originAllowed } from './host-guard';

const none = new Set<string>();

it.each(['localhost', 'localhost:8080', 'LOCALHOST', 'a.localhost:1', '127.0.0.1:8080', '127.1.2.3', '[::1]:8080', '[::1]'])('lets %s in', (host) => {
  expect(hostAllowed(host, none)).toBe(true);
});

it.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', '', undefined, '[::2]:80', '0.0.0.0'])('keeps %s out', (host) => {
  expect(hostAllowed(host, none)).toBe(false);
});

it('lets named hosts in, whatever the port', () => {
  expect(hostAllowed('api.example:8080', new Set(['api.example']))).toBe(true);
  expect(hostAllowed('other.example', new Set(['api.example']))).toBe(false);
  expect(hostAllowed('other.example', new Set(['*']))).toBe(true);
});

it.each([['http://localhost:3000', true], ['https://127.0.0.1', true], ['http://[::1]:8080', true], ['https://api.example', true],
  ['https://evil.example', false], ['null', false], ['', false]])('the Origin %s: %s', (origin, good) => {
  expect(originAllowed(origin, new Set(['api.example']))).toBe(good);
});
