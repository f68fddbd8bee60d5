import { job, pod } from '../testing/objects';
import { formatIndexes, indexedPrefix, indexedTemplate, indexKey, parseIndexes, pendingIndexes, superfluousPods } from './indexes';

const at = (name: string, index: string) => pod({ metadata: { name, annotations: { [indexKey]: index } } });

test('indexes are written as ranges and read back', () => {
  const indexes = new Set([1, 3, 4, 5, 7, 8]);
  expect(formatIndexes(indexes)).toBe('1,3-5,7,8');
  expect(parseIndexes('1,3-5,7,8', 10)).toEqual(indexes);
  expect(parseIndexes('1,3-5,junk', 4)).toEqual(new Set([1, 3]));
  expect(formatIndexes(new Set())).toBe('');
});

test('pending are the lowest that nothing is to be waited for', () => {
  expect(pendingIndexes(new Set([0, 2]), 2, 5)).toEqual([1, 3]);
});

test('pods without an index of their own are superfluous; of those that share one the best stays', () => {
  const [waiting, running] = [at('a', '0'), { ...at('b', '0'), status: { phase: 'Running' as const } }];
  expect(superfluousPods([waiting, running, at('c', '9'), pod({ metadata: { name: 'd' } })], 3, 0).map(({ metadata }) => metadata.name)).toEqual(['a', 'c', 'd']);
});

test('a long name is cut before its index is', () => {
  expect(indexedPrefix('short', 12)).toBe('short-12-');
  expect(indexedPrefix('x'.repeat(80), 12)).toBe(`${'x'.repeat(54)}-12-`);
});

test('a pod learns its index', () => {
  const { metadata, spec } = indexedTemplate(job(), 3);
  expect(metadata).toMatchObject({ annotations: { [indexKey]: '3' }, labels: { app: 'web', [indexKey]: '3' } });
  expect(spec).toMatchObject({ hostname: 'job-3', containers: [{ env: [{ name: 'JOB_COMPLETION_INDEX' }] }] });
});
