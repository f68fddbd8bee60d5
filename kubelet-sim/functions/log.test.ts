import { RunLog } from './log';

const linesOf = (log: RunLog) => Array.from({ length: log.count(Infinity) - log.first }, (_, i) => log.line(log.first + i));

test('what is said in pieces becomes lines, each stream for itself', () => {
  const log = new RunLog();
  let heard = 0;
  const leave = log.onLine(() => { heard++; });
  log.hear(1, 'stdout', 'one\ntw');
  log.hear(2, 'stderr', 'oh');
  log.hear(3, 'stdout', 'o\n');
  leave();
  log.end(4);
  expect(linesOf(log)).toEqual([{ time: 1, stream: 'stdout', text: 'one' }, { time: 3, stream: 'stdout', text: 'two' }, { time: 4, stream: 'stderr', text: 'oh' }]);
  expect([heard, log.count(2), log.timeOf(0), log.timeOf(9)]).toEqual([2, 1, 1, Infinity]);
});

test('of a log that grows and grows the oldest lines go, the numbers of the others stay', () => {
  const log = new RunLog();
  for (let i = 0; i < 25_000; i++) log.hear(i, 'stdout', `${i}\n`);
  expect([log.first, log.count(Infinity), log.line(24_999).text, log.line(log.first).text]).toEqual([5000, 25_000, '24999', '5000']);
  for (let i = 0; i < 600; i++) log.hear(0, 'stdout', `${'x'.repeat(15_000)}\n`);
  expect(log.count(Infinity) - log.first).toBeLessThanOrEqual(280);
  log.hear(0, 'stderr', 'y'.repeat(20_000));
  expect(log.line(log.count(Infinity) - 1).stream).toBe('stderr');
});
