import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Deflations, deflates } from './gzip';

const large = 128 * 1024 + 1;
const asking = (accepted?: string): IncomingMessage => ({ headers: accepted === undefined ? {} : { 'accept-encoding': accepted } }) as unknown as IncomingMessage;

it.each([['gzip', true], ['deflate, gzip ,br', true], ['gzip;q=0', false], ['gzip;q=1', false], ['identity', false], ['', false], [undefined, false], ['x-gzip', false]])('Accept-Encoding %s: %s', (accepted, wanted) => {
  expect(deflates(asking(accepted), large)).toBe(wanted);
});

it('what is not larger than 128 KiB is sent as it is', () => expect(deflates(asking('gzip'), large - 1)).toBe(false));

it('equal bodies are deflated once', async () => {
  const deflations = new Deflations();
  const [first, again, other] = [Buffer.from('x'.repeat(large)), Buffer.from('x'.repeat(large)), Buffer.from('y'.repeat(large))].map((body) => deflations.deflate(body));
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(gunzipSync(await first!).toString()).toBe('x'.repeat(large));
  expect(gunzipSync(await other!).toString()).toBe('y'.repeat(large));
});

it('remembers no more than some megabytes, those used last', () => {
  const deflations = new Deflations();
  const body = (letter: string): Buffer => Buffer.alloc(3 * 1024 * 1024, letter);
  const a = deflations.deflate(body('a'));
  const b = deflations.deflate(body('b'));
  expect(deflations.deflate(body('a'))).toBe(a);
  void deflations.deflate(body('c'));
  expect(deflations.deflate(body('a'))).toBe(a);
  expect(deflations.deflate(body('b'))).not.toBe(b);
});

it('what is larger than that is shared while it is under way', async () => {
  const deflations = new Deflations();
  const huge = Buffer.alloc(9 * 1024 * 1024, 'x');
  const first = deflations.deflate(huge);
  expect(deflations.deflate(Buffer.from(huge))).toBe(first);
  await first;
  expect(deflations.deflate(huge)).not.toBe(first);
});
