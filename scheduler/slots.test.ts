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

test('who rests leaves the slot to others, and waits for one to go on', async () => {
  const slots = new Slots(1);
  const steps: string[] = [];
  const wakeUp: (() => void)[] = [];
  const endings: (() => void)[] = [];
  await slots.start(async () => {
    await slots.resting(() => new Promise<void>((resolve) => { wakeUp.push(resolve); }));
    steps.push('awake');
  });
  await slots.start(async () => {
    steps.push('other');
    await new Promise<void>((resolve) => { endings.push(resolve); });
    steps.push('other ends');
  });
  wakeUp[0]?.();
  await Promise.resolve();
  expect(steps).toEqual(['other']);
  endings[0]?.();
  await slots.idle();
  expect(steps).toEqual(['other', 'other ends', 'awake']);
});

test('idle waits for those that rest', async () => {
  const slots = new Slots(2);
  let over = false;
  const wakeUp: (() => void)[] = [];
  await slots.start(() => slots.resting(() => new Promise<void>((resolve) => { wakeUp.push(resolve); })));
  const idle = slots.idle().then(() => { over = true; });
  await Promise.resolve();
  expect(over).toBe(false);
  wakeUp[0]?.();
  await idle;
});
