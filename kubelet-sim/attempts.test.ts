import { attemptAt } from './attempts';

it.each([
  [0, { nth: 0, leftMs: 500 }], [499, { nth: 0, leftMs: 1 }], [500, { nth: 1, leftMs: 1000 }], [1500, { nth: 2, leftMs: 2000 }], [3499, { nth: 2, leftMs: 1 }],
  // 500 ms doubled seven times is 64 s, reached after 63.5 s; the next pause would be 128 s.
  [127_500, { nth: 8, leftMs: 122_000 }], [127_500 + 122_000 * 1000 + 1, { nth: 1008, leftMs: 121_999 }],
])('%d ms after the first', (ms, attempt) => expect(attemptAt(ms, 500, 122_000)).toEqual(attempt));

it('with pauses that stay', () => expect([0, 11_999, 12_000, 30_000].map((ms) => attemptAt(ms, 12_000, 12_000))).toEqual([{ nth: 0, leftMs: 12_000 }, { nth: 0, leftMs: 1 }, { nth: 1, leftMs: 12_000 }, { nth: 2, leftMs: 6000 }]));
