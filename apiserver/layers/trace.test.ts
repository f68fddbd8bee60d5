import type { IncomingMessage } from 'node:http';
import { traceOf } from './trace';

const id = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const asked = (traceparent?: string, tracestate?: string): unknown => traceOf({ headers: { traceparent, tracestate } } as unknown as IncomingMessage);

it('is passed on as it came', () => {
  expect(asked(`00-${id}-${parent}-01`, 'a=b')).toEqual({ id, traceparent: `00-${id}-${parent}-01`, tracestate: 'a=b' });
});

it('a later version may say more', () => expect(asked(`01-${id}-${parent}-01-more`)).toMatchObject({ id }));

it.each([undefined, '', 'x', `ff-${id}-${parent}-01`, `00-${id}-${parent}-01-more`, `00-${'0'.repeat(32)}-${parent}-01`, `00-${id}-${'0'.repeat(16)}-01`, `00-${id.toUpperCase()}-${parent}-01`])('%s is none', (header) => {
  expect(asked(header)).toBeUndefined();
});
