import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveOf, ArchiveFault, membersOf, type Member } from './archive';

const long = `${'folder/'.repeat(30)}file`;
const members: Member[] = [
  { path: 'a/', type: 'folder', content: Buffer.alloc(0) },
  { path: 'a/empty', type: 'file', content: Buffer.alloc(0) },
  { path: 'a/bytes', type: 'file', content: Buffer.from([0, 255, 10, 13, ...Buffer.from('ü'.repeat(600))]) },
  { path: long, type: 'file', content: Buffer.from('deep') },
  { path: `${'ü'.repeat(60)}`, type: 'file', content: Buffer.alloc(512, 'x') },
];

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'tar-')); });
afterEach(() => rmSync(folder, { recursive: true }));

it('reads what it writes', () => {
  expect([...membersOf(archiveOf(members, 0))]).toEqual(members);
});

it('writes what tar reads', () => {
  execFileSync('tar', ['-xf', '-', '-C', folder], { input: archiveOf(members, 1_700_000_000_000) });
  for (const { path, type, content } of members) if (type === 'file') expect(readFileSync(join(folder, path))).toEqual(content);
});

it.each(['gnu', 'pax', 'ustar'])('reads what tar writes: %s', (format) => {
  mkdirSync(join(folder, 'in', 'folder/'.repeat(30)), { recursive: true });
  writeFileSync(join(folder, 'in', long), 'deep');
  writeFileSync(join(folder, 'in', 'plain'), 'some text');
  symlinkSync('plain', join(folder, 'in', 'link'));
  const read = [...membersOf(execFileSync('tar', ['-cf', '-', `--format=${format}`, '-C', join(folder, 'in'), 'plain', 'link', 'folder']))];
  expect(read.map(({ path, type, content }) => [path, type, content.toString()])).toEqual(expect.arrayContaining([['plain', 'file', 'some text'], ['link', 'other', ''], [long, 'file', 'deep'], ['folder/', 'folder', '']]));
});

it.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['a text', Buffer.alloc(600, 'no archive ')],
  ['half of one', archiveOf(members, 0).subarray(0, 1300)],
])('is not taken in by %s', (_, bytes) => {
  expect(() => [...membersOf(bytes)]).toThrow(ArchiveFault);
});
