import { SteppedClock } from '../../api';
import { CycleState, skip, type Cycle, type SchedulerPlugin } from '../framework';
import { buildFramework, defaultProfile } from '../profile';
import { ingredients } from '../testing/ingredients';
import { cycleOf, info, nodeInfo, snapshotOf } from '../testing/objects';
import { Book } from './book';
import { recorded } from './recorded';

const cast = { schedulerName: 'default-scheduler', at: { filter: [] }, scorers: [] };

/** Keeps something to itself, as classes do. */
class Counter implements SchedulerPlugin {
  readonly name = 'Counter';
  #calls = 0;
  preFilter(): typeof skip {
    this.#calls++;
    return skip;
  }
  queueSort(): number {
    return this.#calls;
  }
  score(): number {
    return 7;
  }
}

test('off, plugins are the very same', () => {
  const mine: SchedulerPlugin = { name: 'Mine', filter: () => undefined, score: () => 1 };
  const profile = { plugins: [...defaultProfile.plugins, { name: 'Mine' }] };
  const factories = { Mine: () => mine };
  const off = buildFramework(profile, { ...ingredients(), factories });
  expect(off.plugins.at(-1)).toBe(mine);
  expect(off.at.filter.at(-1)).toBe(mine);
  expect(off.book).toBeUndefined();
  const on = buildFramework(profile, { ...ingredients(), factories, book: new Book(new SteppedClock()) });
  expect(on.plugins.at(-1)).not.toBe(mine);
  expect(on.plugins.map(({ name }) => name)).toEqual(off.plugins.map(({ name }) => name));
});

test('on, a plugin has the points that it had, and is itself in them', () => {
  const book = new Book(new SteppedClock());
  const plugin = new Counter();
  const seen = recorded(plugin, book.attemptOf);
  expect(seen.filter).toBeUndefined();
  expect(seen.preScore).toBeUndefined();
  const cycle = cycleOf({}, nodeInfo());
  const attempt = book.begin(cycle, cast);
  expect(seen.preFilter?.(cycle)).toBe(skip);
  expect(seen.queueSort?.(undefined as never, undefined as never)).toBe(1);
  seen.normalize?.(cycle, new Float64Array([1, 2]), []);
  expect(attempt.answers.get('preFilter')).toEqual(new Map([['Counter', skip]]));
  expect(attempt.scores).toEqual(new Map([['Counter', { raw: new Float64Array([1, 2]), normalized: undefined }]]));
});

test('what is only tried out is not written down', () => {
  const book = new Book(new SteppedClock());
  const cycle = cycleOf({}, nodeInfo());
  const attempt = book.begin(cycle, cast);
  recorded(new Counter(), book.attemptOf).preFilter?.({ ...cycle, state: cycle.state.fork() });
  expect(attempt.answers.size).toBe(0);
});

test('a failing plugin fails as before', () => {
  const broken = recorded({ name: 'Broken', preFilter: () => { throw new Error('boom'); } }, new Book(new SteppedClock()).attemptOf);
  expect(() => broken.preFilter?.(cycleOf())).toThrow('boom');
});

describe('the book', () => {
  const begin = (book: Book, name: string, fits = 10): Cycle => {
    const nodes = Array.from({ length: fits }, (_, i) => nodeInfo({ name: `n${i}` }));
    const cycle: Cycle = { pod: info({ name }), snapshot: snapshotOf(...nodes), state: new CycleState() };
    book.begin(cycle, cast).searched({ feasible: nodes, diagnosis: { size: 0 } as never });
    return cycle;
  };

  test('keeps the newest attempts, as many as there is room for', () => {
    const book = new Book(new SteppedClock(), undefined, 30);
    for (const name of ['a', 'b', 'c']) book.end(begin(book, name).pod, { outcome: 'Unschedulable', message: '' });
    expect(['a', 'b', 'c'].map((name) => book.of(`uid-${name}`) !== undefined)).toEqual([false, true, true]);
    book.end(begin(book, 'huge', 100).pod, { outcome: 'Unschedulable', message: '' });
    expect(['b', 'c', 'huge'].map((name) => book.of(`uid-${name}`) !== undefined)).toEqual([false, false, true]);
  });

  test('tells each end once, also of attempts that went on beside others', () => {
    const ended: string[] = [];
    const book = new Book(new SteppedClock(), ({ pod, ending }) => ended.push(`${pod.key.name} ${ending?.outcome}`));
    const first = begin(book, 'a');
    book.took(first, 'n1');
    expect(book.of('uid-a')).toMatchObject({ selected: 'n1', ending: undefined });
    book.end(begin(book, 'b').pod, { outcome: 'Unschedulable', message: 'no' });
    book.endOf(first, { outcome: 'Placed', node: 'n1' });
    book.end(first.pod, { outcome: 'Failed', message: 'of an attempt that is not the last' });
    expect(ended).toEqual(['b Unschedulable', 'a Placed']);
    book.forget('uid-a');
    expect(book.of('uid-a')).toBeUndefined();
  });
});
