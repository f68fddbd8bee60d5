import { slowStart } from './slow-start';

test('batches double and run concurrently', async () => {
  let running = 0;
  const peaks: number[] = [];
  const result = await slowStart(20, 1, async () => {
    running += 1;
    await Promise.resolve();
    peaks.push(running);
    await new Promise(setImmediate);
    running -= 1;
  });
  expect(result).toEqual({ succeeded: 20, skipped: 0 });
  expect(Math.max(...peaks)).toBe(8);
});

test('a failure ends with its batch', async () => {
  const tried: number[] = [];
  const result = await slowStart(100, 1, (index) => {
    tried.push(index);
    return index === 1 ? Promise.reject(new Error('quota')) : Promise.resolve();
  });
  expect(tried).toEqual([0, 1, 2]);
  expect(result).toMatchObject({ succeeded: 2, skipped: 97, error: { message: 'quota' } });
});

test('nothing to do', async () => {
  expect(await slowStart(0, 1, () => Promise.reject(new Error('never')))).toEqual({ succeeded: 0, skipped: 0 });
});
