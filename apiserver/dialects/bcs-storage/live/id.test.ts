import { stableId } from './id';

it('is an ObjectId: seconds, and what tells things apart', () => {
  const at = Date.UTC(2026, 0, 1);
  const id = stableId(at, 'one');
  expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(parseInt(id.slice(0, 8), 16) * 1000).toBe(at);
  expect(stableId(at, 'one')).toBe(id);
  expect(stableId(at, 'two')).not.toBe(id);
  expect(stableId(at + 1000, 'two') > id).toBe(true);
});

it('is one even where no time is known, or an absurd one', () => {
  for (const ms of [NaN, 0, -1, 8.64e15]) expect(stableId(ms, 'x')).toMatch(/^[0-9a-f]{24}$/);
});
