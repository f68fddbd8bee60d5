import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { zippedFolder } from './zip';

let top: string;
beforeEach(() => { top = mkdtempSync(join(tmpdir(), 'zip-')); });
afterEach(() => rmSync(top, { recursive: true }));

function fill(): void {
  mkdirSync(join(top, 'price/lib'), { recursive: true });
  writeFileSync(join(top, 'price/func.py'), 'def main(params): return params\n');
  writeFileSync(join(top, 'price/lib/a.py'), 'a = 1\n');
}

test('one root folder, called as the folder is; the same whenever it is made', () => {
  fill();
  const first = zippedFolder(top, './price/');
  const files = unzipSync(Buffer.from(first, 'base64'));
  expect(Object.keys(files).filter((name) => !name.endsWith('/')).sort()).toEqual(['price/func.py', 'price/lib/a.py']);
  expect(strFromU8(files['price/lib/a.py'] ?? new Uint8Array())).toBe('a = 1\n');
  utimesSync(join(top, 'price/func.py'), 1, 1);
  expect(zippedFolder(join(top, 'price'), '../price')).toBe(first);
});

test('what cannot be uploaded', () => {
  fill();
  expect(() => zippedFolder(top, 'nowhere')).toThrow(/^nowhere: ENOENT/);
  expect(() => zippedFolder(top, 'price/func.py')).toThrow('price/func.py: not a folder');
  symlinkSync('..', join(top, 'price/up'));
  expect(() => zippedFolder(top, 'price')).toThrow('price/up: neither a file nor a folder');
});
