/** Which pods a rolling update takes away next. */
import type { apps, core } from '../../api';
import { pod } from '../testing/objects';
import { statefulSet } from '../testing/stateful-set';
import { podsToReplace } from './rolling';

const patience = { minReadySeconds: 0, now: 0 };

/** `o` old, `n` new; a capital letter is available, `-` terminating, `.` still to be made. */
const replicas = (text: string): core.Pod[] => [...text].map((letter, i) => pod({
  metadata: {
    name: `web-${i}`, labels: { 'controller-revision-hash': letter.toLowerCase() === 'n' ? 'new' : 'old' },
    ...(letter === '-' && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
  },
  status: letter === '.' ? {} : { phase: 'Running', conditions: [{ type: 'Ready', status: letter === letter.toUpperCase() ? 'True' : 'False' }] },
}));

type Rolling = apps.RollingUpdateStatefulSetStrategy;
const parallel = 'Parallel';
const ordered = 'OrderedReady';

test.each<['OrderedReady' | 'Parallel', string, Rolling | undefined, number[]]>([
  [ordered, 'OOO', {}, [2]],
  [ordered, 'OOO', undefined, [2]],
  [ordered, 'OON', {}, [1]],
  [ordered, 'NNN', {}, []],
  [ordered, 'OOO', { partition: 2 }, [2]],
  [ordered, 'OON', { partition: 2 }, []],
  [ordered, 'OOO', { partition: 7 }, []],
  [ordered, 'OO-', {}, []],
  [ordered, 'OOn', {}, []],
  [ordered, 'OOOO', { maxUnavailable: 2 }, [3, 2]],
  [ordered, 'OOO-', { maxUnavailable: 2 }, [2]],
  [ordered, 'OOOO', { maxUnavailable: '50%' }, [3, 2]],
  [ordered, 'OOOO', { maxUnavailable: '10%' }, [3]],
  [parallel, 'OOO', {}, [2]],
  [parallel, 'OO.', {}, []],
  [parallel, 'oOO', {}, [0]],
  [parallel, 'ooOO', { maxUnavailable: 2 }, [1, 0]],
  [parallel, 'oOOO', { maxUnavailable: 2 }, [0, 3]],
  [parallel, 'oOOO', { partition: 1 }, []],
  [parallel, 'OOOO', { maxUnavailable: '100%', partition: 1 }, [3, 2, 1]],
])('%s %s %j: %j', (podManagementPolicy, text, rollingUpdate, expected) => {
  const set = statefulSet({ spec: { replicas: text.length, podManagementPolicy, updateStrategy: { type: 'RollingUpdate', ...(rollingUpdate && { rollingUpdate }) } } });
  const names = podsToReplace(set, replicas(text), 'new', patience).map(({ metadata }) => metadata.name);
  expect(names).toEqual(expected.map((i) => `web-${i}`));
});
