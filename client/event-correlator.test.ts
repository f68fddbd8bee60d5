import { EventCorrelator, type EventFacts } from './event-correlator';

const facts = (message: string, changes: Partial<EventFacts> = {}): EventFacts =>
  ({ about: 'Pod default/web', fieldPath: '', type: 'Normal', reason: 'Pulled', message, ...changes });

test('identical events are one object, others are their own', () => {
  const correlator = new EventCorrelator();
  const keys = [facts('m'), facts('m'), facts('n'), facts('m', { reason: 'Created' }), facts('m', { fieldPath: 'spec' }), facts('m', { about: 'Pod default/db' })]
    .map((event) => correlator.correlate(event, 0).key);
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(5);
});

test('the tenth different message within ten minutes is combined with those after it', () => {
  const correlator = new EventCorrelator();
  const answers = Array.from({ length: 13 }, (_, i) => correlator.correlate(facts(`m${i}`), i));
  expect(answers.slice(0, 9).every((a, i) => a.message === `m${i}`)).toBe(true);
  expect(answers[9]!.message).toBe('(combined from similar events): m9');
  expect(new Set(answers.slice(9).map((a) => a.key)).size).toBe(1);
  expect(correlator.correlate(facts('late'), 700_000).message).toBe('late');
});

test('25 events of a type about one object at once, then one in five minutes', () => {
  const correlator = new EventCorrelator();
  const heard = (count: number, now: number): number =>
    Array.from({ length: count }, () => correlator.correlate(facts('m'), now)).filter(({ heard: was }) => was).length;
  expect(heard(40, 0)).toBe(25);
  expect(heard(5, 299_000)).toBe(0);
  expect(heard(5, 300_000)).toBe(1);
  expect(correlator.correlate(facts('m', { about: 'Pod default/other' }), 300_000).heard).toBe(true);
  expect(correlator.correlate(facts('m', { type: 'Warning' }), 300_000).heard).toBe(true);
});
