import { countIndexes, indexesText, sharedIndex } from './indexes';

test.each<[string, number]>([['', 0], ['0', 1], ['0,3-5,7', 5], ['9', 1]])('%s has %i indexes', (text, count) => expect(countIndexes(text, 10)).toBe(count));

test.each([
  ['a', 'cannot convert string to integer for index: "a"'],
  ['1-a', 'cannot convert string to integer for index: "a"'],
  ['1,', 'cannot convert string to integer for index: ""'],
  ['10', 'too large index: "10"'],
  ['1-10', 'too large index: "10"'],
  ['1-2-3', 'the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\''],
  ['3-3', 'non-increasing order, previous: 3, current: 3'],
  ['3,2', 'non-increasing order, previous: 3, current: 2'],
])('%s is no list of ten indexes', (text, fault) => expect(indexesText(text, 10)).toBe(fault));

test.each<[string, string, number | undefined]>([
  ['0-2,5', '3,4', undefined], ['0-2,5', '1', 1], ['4', '0-1,3-6', 4], ['0-9', '', undefined], ['bad', '1', undefined],
])('%s and %s share %s', (left, right, shared) => expect(sharedIndex(left, right, 10)).toBe(shared));
