import { programOf, type FunctionContent } from './content';
import { CompileFault, runtimeOf } from './sandbox/program';
import { zip, type ZippedFile } from './testing/zip';

const archive = (...files: readonly ZippedFile[]): string => zip(files).toString('base64');
const file = (name: string, content: ZippedFile['content'] = name): ZippedFile => ({ name, content });
const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

test('what is not said is as it commonly is', async () => {
  const { files, ...program } = await programOf({ source: 'const main = () => 1' });
  expect(program).toEqual({ runtime: 'javascript', entry: 'func.js', handler: 'main', env: {}, limits: { timeoutMs: 30_000, memoryMiB: 64 } });
  expect(textOf(files['func.js'])).toBe('const main = () => 1');
  expect(await programOf({ runtime: 'python', source: '', handler: 'go', timeoutSeconds: 5, memoryMiB: 99, env: [{ name: 'A', value: 'b' }, { name: 'C' }] }))
    .toMatchObject({ runtime: 'python', entry: 'func.py', handler: 'go', env: { A: 'b', C: '' }, limits: { timeoutMs: 5000, memoryMiB: 99 } });
  expect((await programOf({ runtime: 'python', source: '' })).limits.memoryMiB).toBe(256);
});

test.each([
  ['python', 'def main(params):\n    return params'],
  ['python', 'import json, os\n\ndef main(p): return 1'],
  ['python', 'from math import pi\nmain = lambda p: pi'],
  ['python', 'async def main(p):\n  return 1'],
  ['python', 'class A:\n  pass\n\ndef main(p): return 1'],
  ['javascript', 'function main(params) { return params; }'],
  ['javascript', 'import { a } from "./a.js";\nexport const main = () => a;'],
  ['javascript', 'class A { }\nmodule.exports = { main: () => new A() };'],
  ['javascript', 'const main = (p) => p;'],
  ['javascript', 'export default async (p) => {\n  for (const a of p) if (a) return a;\n};'],
  ['javascript', ''],
] as const)('%s is told by its looks: %j', (runtime, source) => {
  expect(runtimeOf(source)).toBe(runtime);
});

test.each<[string, FunctionContent, string, string]>([
  ['func.py', { archive: archive(file('func.py'), file('lib/a.py'), file('lib/')) }, 'func.py', 'func.py,lib/a.py'],
  ['a folder', { archive: archive(file('price/'), file('price/func.js'), file('price/lib.js')) }, 'func.js', 'func.js,lib.js'],
  ['index.js', { archive: archive(file('index.js'), file('README')) }, 'index.js', 'README,index.js'],
  ['both, by the runtime', { archive: archive(file('func.js'), file('main.py')), runtime: 'python' }, 'main.py', 'func.js,main.py'],
])('an archive with %s', async (_, content, entry, paths) => {
  const program = await programOf(content);
  expect([program.entry, Object.keys(program.files).sort().join()]).toEqual([entry, paths]);
  expect(textOf(program.files[entry])).toMatch(new RegExp(`${entry}$`));
});

const bomb: ZippedFile = file('func.js', Buffer.alloc(17 * 1024 * 1024));

test.each<[string, FunctionContent, RegExp]>([
  ['nothing', {}, /neither spec.source nor spec.archive/],
  ['a network', { source: '', network: true }, /spec.network/],
  ['a handler that is no name', { source: '', handler: 'a-b' }, /spec.handler: "a-b" is no name/],
  ['an archive that is no base64', { archive: '§§' }, /^archive: this is no base64/],
  ['an archive that is no zip', { archive: Buffer.from('hello').toString('base64') }, /^archive: /],
  ['an archive that breaks off', { archive: zip([file('func.js')]).subarray(0, 40).toString('base64') }, /^archive: /],
  ['an archive with nothing to run', { archive: archive(file('README')) }, /^archive: there is none of func.py, func.js, index.js, main.js, main.py/],
  ['an archive without the runtime', { archive: archive(file('func.js')), runtime: 'python' }, /^archive: there is none of func.py, main.py/],
  ['a way out of the archive', { archive: archive(file('../func.js')) }, /^archive: invalid relative path/],
  ['a path from the root', { archive: archive(file('/etc/func.js')) }, /^archive: absolute path/],
  ['a way out by backslashes', { archive: archive(file('..\\func.js')) }, /^archive: invalid characters in fileName/],
  ['a bomb', { archive: archive(bomb) }, /^archive: more than 16777216 bytes when it is unpacked/],
  ['a bomb that says it is none', { archive: archive({ ...bomb, claimed: 10 }) }, /^archive: .*(?:size|bytes)/],
  ['many bombs', { archive: archive(...Array.from({ length: 20 }, (_, i) => file(`${i}.js`, Buffer.alloc(1024 * 1024)))) }, /^archive: more than 16777216 bytes/],
  ['too many files', { archive: archive(...Array.from({ length: 1001 }, (_, i) => file(`${i}`))) }, /^archive: more than 1000 files/],
  ['too large an upload', { archive: Buffer.alloc(4 * 1024 * 1024 + 10).toString('base64') }, /^archive: more than 4194304 bytes/],
  ['an encrypted file', { archive: archive({ ...file('func.js'), isEncrypted: true }) }, /^archive: func.js is encrypted/],
])('%s is refused', async (_, content, message) => {
  const refused = programOf(content);
  await expect(refused).rejects.toBeInstanceOf(CompileFault);
  await expect(refused).rejects.toThrow(message);
});

test('a file may be called as members of objects are', async () => {
  const { files } = await programOf({ archive: archive(file('func.js'), file('__proto__'), file('constructor')) });
  expect(Object.keys(files).sort()).toEqual(['__proto__', 'constructor', 'func.js']);
});
