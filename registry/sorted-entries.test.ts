import { SortedEntries } from './sorted-entries';
import type { Entry } from './resource-store';

const entry = (revision: number): Entry => ({ key: { name: 'x' }, revision, bytes: Buffer.alloc(0), object: { kind: '', apiVersion: '', metadata: {} }, memo: (_slot, make) => make(entry(revision)) });

function filled(...keys: string[]): SortedEntries<Entry['object']> {
  const entries = new SortedEntries();
  keys.forEach((key, i) => entries.set(key, entry(i)));
  return entries;
}

const keysOf = (entries: SortedEntries<Entry['object']>, prefix: string, after?: string): string[] => {
  const { from, to } = entries.range(prefix, after);
  return Array.from({ length: Math.max(to - from, 0) }, (_, i) => entries.keyAt(from + i));
};

describe('sorted entries', () => {
  it('are in key order, whatever the order of writing', () => {
    const entries = filled('/p/b/2', '/p/a/1', '/p/b/1', '/p/ab/1', '/q/a/1');
    expect(keysOf(entries, '/p/')).toEqual(['/p/a/1', '/p/ab/1', '/p/b/1', '/p/b/2']);
    expect(keysOf(entries, '/p/b/')).toEqual(['/p/b/1', '/p/b/2']);
    entries.set('/p/b/1', entry(9));
    expect(entries.get('/p/b/1')?.revision).toBe(9);
    entries.delete('/p/b/1');
    entries.delete('/p/none');
    expect(keysOf(entries, '/p/b/')).toEqual(['/p/b/2']);
  });

  it('of a range begin behind a key, and never before the range', () => {
    const entries = filled('/p/a/1', '/p/b/1', '/p/b/2', '/p/c/1');
    expect(keysOf(entries, '/p/b/', '/p/b/1')).toEqual(['/p/b/2']);
    expect(keysOf(entries, '/p/b/', '/p/b/15')).toEqual(['/p/b/2']);
    expect(keysOf(entries, '/p/b/', '/p/a/1')).toEqual(['/p/b/1', '/p/b/2']);
    expect(keysOf(entries, '/p/b/', '/p/c/1')).toEqual([]);
  });
});
