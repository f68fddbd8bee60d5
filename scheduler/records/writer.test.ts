import { ApiError, silentLogger, SteppedClock, type Client, type core, type KubeObject, type Resources, type UpdateOptions } from '../../api';
import { pod } from '../testing/objects';
import { ResultWriter } from './writer';

const target = { key: { namespace: 'default', name: 'web' }, uid: 'uid-web', id: 'default/web' };

/** One pod; `answers` say what becomes of each write (undefined: it is done). */
function world(answers: (Error | undefined)[] = []) {
  let stored: core.Pod = pod();
  const writes: number[] = [];
  const clock = new SteppedClock();
  const begun = clock.now();
  const update = (_key: unknown, change: (current: core.Pod) => core.Pod, _options?: UpdateOptions): Promise<core.Pod> => {
    writes.push(clock.now() - begun);
    const error = answers.shift();
    if (error) return Promise.reject(error);
    stored = change(stored);
    return Promise.resolve(stored);
  };
  // Nothing else is asked of it.
  const client: Client = { of: <T extends KubeObject>() => ({ update }) as unknown as Resources<T> };
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const log = { ...silentLogger, error: (message: string, fields?: object) => { errors.push([message, fields]); } };
  const writer = new ResultWriter({ client, clock, log, signal: stopping.signal }, 'p/');
  return { writer, clock, writes, errors, stop: () => stopping.abort(), annotations: () => stored.metadata.annotations ?? {}, replace: (uid: string) => { stored = pod({ meta: { uid } }); } };
}

const conflict = (): ApiError => ApiError.conflict({ group: '', plural: 'pods' }, 'web');
const history = (annotations: Readonly<Record<string, string>>): unknown => JSON.parse(annotations['p/result-history'] ?? '[]');

test('attempts are written one after the other, in order', async () => {
  const { writer, annotations } = world();
  for (const n of ['1', '2', '3']) writer.write(target, () => ({ 'p/selected-node': n }));
  await writer.idle();
  expect(annotations()['p/selected-node']).toBe('3');
  expect(history(annotations())).toEqual([{ 'p/selected-node': '1' }, { 'p/selected-node': '2' }, { 'p/selected-node': '3' }]);
});

test('who was slower tries again: after 100 ms, 300 ms, …, six times in all', async () => {
  const { writer, clock, writes, errors, annotations } = world([conflict(), conflict()]);
  writer.write(target, () => ({ 'p/selected-node': 'n1' }));
  await clock.step(100);
  await clock.step(300);
  await writer.idle();
  expect(writes).toEqual([0, 100, 400]);
  expect([annotations()['p/selected-node'], errors]).toEqual(['n1', []]);

  const hopeless = world(Array.from({ length: 6 }, conflict));
  hopeless.writer.write(target, () => ({ 'p/selected-node': 'n1' }));
  for (const ms of [100, 300, 900, 2700, 8100]) await hopeless.clock.step(ms);
  await hopeless.writer.idle();
  expect(hopeless.writes).toHaveLength(6);
  expect(hopeless.errors).toEqual([['results not written', expect.objectContaining({ pod: 'default/web' })]]);
});

test('another pod of the same name gets none of it; a pod that is gone is nobody\'s fault', async () => {
  const { writer, annotations, replace } = world();
  replace('another');
  writer.write(target, () => ({ 'p/selected-node': 'n1' }));
  await writer.idle();
  expect(annotations()).toEqual({});
  const gone = world([ApiError.notFound({ group: '', plural: 'pods' }, 'web')]);
  gone.writer.write(target, () => ({ 'p/selected-node': 'n1' }));
  await gone.writer.idle();
  expect(gone.errors).toEqual([]);
});

test('it ends with the scheduler', async () => {
  const { writer, stop, writes } = world([conflict()]);
  writer.write(target, () => ({ 'p/selected-node': 'n1' }));
  stop();
  await writer.idle();
  expect(writes).toHaveLength(1);
});
