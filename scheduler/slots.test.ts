import { Slots } from './slots';

test('no more at a time than there are slots, in order, and idle at the end', async () => {
  const slots = new Slots(2);
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const start = (n: number): Promise<void> => slots.start(() => {
    started.push(n);
    return new Promise((resolve) => { finish.push(resolve); });
  });
  await start(1);
  await start(2);
  const third = start(3);
  const fourth = start(4);
  expect(started).toEqual([1, 2]);
  finish[0]?.();
  await third;
  expect(started).toEqual([1, 2, 3]);
  finish[1]?.();
  await fourth;
  const idle = slots.idle();
  finish[2]?.();
  finish[3]?.();
  await idle;
  await slots.idle();
});
