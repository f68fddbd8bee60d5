import { Failure } from '../../serverless/instances';
import { CompileFault } from './program';
import { closeSandboxes, openSandbox, program, stepUntil, turn } from './testing/sandboxes';

afterEach(closeSandboxes);

const js = (source: string, options?: Parameters<typeof program>[2]) => program('javascript', source, options);
const failure = (kind: string, message?: RegExp) => (error: unknown) => {
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).kind).toBe(kind);
  if (message) expect((error as Failure).message).toMatch(message);
};


test('main gets the parsed body, its value is the answer', async () => {
  const { call } = await openSandbox().start(js('function main(params) { return { got: params, type: typeof params }; }'));
  expect(await call({ a: [1, 'ä', null] })).toEqual({ got: { a: [1, 'ä', null] }, type: 'object' });
  expect(await call()).toEqual({ got: '', type: 'string' });
  expect(await call('text')).toEqual({ got: 'text', type: 'string' });
});

test.each([
  ['a declaration', 'function main() { return 1; }'],
  ['a constant', 'const main = () => 1;'],
  ['CommonJS', 'module.exports = { main: () => 1 };'],
  ['CommonJS, the function itself', 'module.exports = () => 1;'],
  ['a module', 'export function main() { return 1; }'],
  ['a module, by default', 'export default () => 1;'],
  ['one that answers later', 'async function main() { await null; return 1; }'],
  ['one that sleeps not at all', 'const main = () => new Promise((resolve) => setTimeout(() => resolve(1), 0));'],
])('a function is %s', async (_, source) => {
  const { clock, start } = openSandbox();
  const { call } = await start(js(source));
  expect(await stepUntil(clock, call(), 1)).toBe(1);
});

test('what a function says is heard, each stream for itself', async () => {
  const { call, said } = await openSandbox().start(js('function main(p) { console.log("hello", p, [1]); console.error("oh"); return null; }'));
  await call({ a: 1 });
  expect(said).toEqual({ stdout: 'hello {"a":1} [1]\n', stderr: 'oh\n' });
});

test('what is left in variables is there in the next call, also when the instance has given its thread back meanwhile', async () => {
  const { clock, start } = openSandbox();
  const { call } = await start(js('let n = 0; const seen = new Map(); function main(p) { seen.set(++n, p); return [...seen]; }'));
  await call('a');
  await clock.step(5000);
  expect(await call('b')).toEqual([[1, 'a'], [2, 'b']]);
  await clock.step(5000);
  expect(await call('c')).toEqual([[1, 'a'], [2, 'b'], [3, 'c']]);
});

test('instances of one program begin alike, and have nothing else in common', async () => {
  const { start } = openSandbox();
  const source = js('console.log("at the top"); let n = 0; function main() { return [++n, Math.random()]; }');
  const first = await start(source);
  const [one] = [await first.call()];
  const second = await start(source);
  const other = await second.call();
  expect(second.said.stdout).toBe('at the top\n');
  expect([one, other, await first.call()]).toEqual([[1, expect.any(Number)], [1, expect.any(Number)], [2, expect.any(Number)]]);
  expect((one as number[])[1]).not.toBe((other as number[])[1]);
});

test.each([
  ['does not compile', 'function main( {', /SyntaxError/],
  ['throws at its top', 'throw new TypeError("no");', /TypeError: no/],
  ['defines no main', 'const other = 1;', /func.js defines no function main/],
  ['imports what is not there', 'import x from "./lib.js"; export const main = () => x;', /lib\.js/],
  ['takes all memory at its top', 'const all = []; for (;;) all.push(new Uint8Array(1e6)); function main() {}', /out of memory/],
])('a source that %s is refused', async (_, source, message) => {
  const starting = openSandbox().start(js(source));
  await expect(starting).rejects.toBeInstanceOf(CompileFault);
  await expect(starting).rejects.toThrow(message);
});

test('a source that does not come to its end at its top is refused', async () => {
  const { clock, start } = openSandbox();
  await expect(stepUntil(clock, start(js('for (;;);')), 1000)).rejects.toThrow(/did not come to its end within 10 s/);
});

test('errors, values that are no JSON, too much memory and too deep calls have their names, and the instance goes on', async () => {
  const { call, said } = await openSandbox().start(js(`function deep(n) { return deep(n + 1) + 1; }
    function main({ what }) {
      if (what === 'throw') throw new RangeError('too far');
      if (what === 'text') throw 'text';
      if (what === 'reject') return Promise.reject(new Error('later'));
      if (what === 'cycle') { const a = {}; a.a = a; return a; }
      if (what === 'big') return 1n;
      if (what === 'function') return main;
      if (what === 'deep') return deep(0);
      if (what === 'bomb') { const all = []; for (;;) all.push('x'.repeat(1e6) + all.length); }
      return what;
    }`, { limits: { memoryMiB: 24 } }));
  await call({ what: 'throw' }).catch(failure('Thrown', /^RangeError: too far$/));
  expect(said.stderr).toMatch(/RangeError: too far\n\s+at main \(func\.js/);
  await call({ what: 'text' }).catch(failure('Thrown', /text/));
  await call({ what: 'reject' }).catch(failure('Thrown', /Error: later/));
  await call({ what: 'cycle' }).catch(failure('NotJson', /circular/));
  await call({ what: 'big' }).catch(failure('NotJson', /BigInt/i));
  await call({ what: 'function' }).catch(failure('NotJson', /function is no JSON/));
  await call({ what: 'deep' }).catch(failure('Thrown', /stack/));
  await call({ what: 'bomb' }).catch(failure('OutOfMemory'));
  expect(await call({ what: 'ok' })).toBe('ok');
  expect.assertions(25);
});

test('a bomb of small things is found out too, where not even an error can be made any more', async () => {
  const { call } = await openSandbox().start(js('function main(p) { if (p !== "bomb") return p; const all = []; for (;;) all.push({ a: {} }); }', { limits: { memoryMiB: 20 } }));
  await call('bomb').catch(failure('OutOfMemory'));
  expect(await call('ok')).toBe('ok');
});

test('a runaway loop ends in time; calls behind it are answered, and so are other instances meanwhile', async () => {
  const { clock, start } = openSandbox();
  const { call } = await start(js('let n = 0; function main(p) { n++; while (p === "loop"); return n; }'));
  const other = await start(js('function main(p) { return p; }'));
  expect(await call()).toBe(1);
  const runaway = call('loop');
  const behind = call('next');
  expect(await Promise.all([1, 2, 3].map((n) => other.call(n)))).toEqual([1, 2, 3]);
  const told = runaway.catch(failure('Timeout', /within 30 s/));
  await clock.step(30_000);
  await told;
  // It began anew.
  expect(await behind).toBe(1);
});

test('a loop in a timer, for which no call waits, ends in time too', async () => {
  const { clock, start } = openSandbox();
  const { call, said } = await start(js('function main(p) { if (p === "loop") setTimeout(() => { console.log("loops"); for (;;); }, 10); return 1; }', { limits: { memoryMiB: 4096 } }));
  await call('loop');
  await clock.step(10);
  while (!said.stdout) await turn();
  await clock.step(30_000);
  expect(said.stderr).toBe('the instance begins anew: what it does between calls took too long\n');
  expect(await call()).toBe(1);
});

test('an answer that is too long is none', async () => {
  const { call } = await openSandbox().start(js('const main = (n) => "x".repeat(n);'));
  await call(5e6).catch(failure('NotJson', /more than 4194304 characters/));
  expect(await call(1)).toBe('x');
});

test('a hundred calls at a time are answered, each with its own', async () => {
  const { start } = openSandbox();
  const { call } = await start(js('async function main(n) { await null; return n * 2; }'));
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  expect(await Promise.all(numbers.map((n) => call(n)))).toEqual(numbers.map((n) => n * 2));
});

test('a call that waits lets others have their turn; a caller that leaves is not waited for', async () => {
  const { start } = openSandbox();
  const { call, instance } = await start(js('const waiting = []; function main(p) { if (p === "wait") return new Promise((resolve) => waiting.push(resolve)); waiting.forEach((go, i) => go(i)); return "quick"; }'));
  const leaving = new AbortController();
  const left = instance.call('"wait"', leaving.signal);
  const slow = call('wait');
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(await call('go')).toBe('quick');
  expect(await slow).toBeLessThan(2);
});

test('of many functions each is called, where there are fewer threads', async () => {
  const { start } = openSandbox();
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => start(js(`let n = ${i}; function main() { return n++; }`))));
  const call = () => Promise.all(all.map((each) => each.call()));
  expect(await call()).toEqual(all.map((_, i) => i));
  expect(await call()).toEqual(all.map((_, i) => i + 1));
});

test('an instance that stops answers what it has and takes no more; one that is ended tells what has not begun', async () => {
  const { start } = openSandbox();
  const { call, instance } = await start(js('function main(p) { while (p === "loop"); return p; }'));
  const last = call(1);
  const stopped = instance.stop();
  await call(2).catch(failure('Stopping'));
  expect(await last).toBe(1);
  await stopped;
  const another = await start(js('function main(p) { console.log("begun"); while (p === "loop"); return p; }'));
  const begun = another.call('loop').catch(failure('Timeout', /stopped before the call had come to its end/));
  while (another.said.stdout === '') await turn();
  const waiting = another.call(1).catch(failure('Stopping'));
  await another.instance.end();
  await Promise.all([begun, waiting]);
});

test('nothing of this process can be reached', async () => {
  const { call } = await openSandbox().start(js(`function main() {
    const reached = [];
    for (const name of ['require', 'fetch', 'Deno', 'WebAssembly', 'XMLHttpRequest', 'std', 'os', '__host', 'Worker']) if (typeof globalThis[name] !== 'undefined') reached.push(name);
    const all = Function('return this')();
    return { reached, same: all === globalThis, env: process.env, keys: Object.keys(process), ofHost: typeof setTimeout.constructor('return process')().binding };
  }`, { env: { GREETING: 'hi' } }));
  expect(await call()).toEqual({ reached: [], same: true, env: { GREETING: 'hi' }, keys: ['env', 'argv', 'exit'], ofHost: 'undefined' });
});

test('a flood of words is cut', async () => {
  const { call, said } = await openSandbox().start(js('function main() { for (let i = 0; i < 5000; i++) console.log("x".repeat(100)); return 1; }'));
  expect(await call()).toBe(1);
  expect(said.stdout.length).toBeLessThanOrEqual(256 * 1024);
  expect(said.stderr).toMatch(/left out/);
});

test('files of a program import each other, and nothing else', async () => {
  const files = { 'func.js': 'import { double } from "./lib/math.js"; import data from "./data.json"; export const main = (n) => double(n) + data.one;', 'lib/math.js': 'import { two } from "../two.js"; export const double = (n) => n * two;', 'two.js': 'export const two = 2;', 'data.json': '{"one":1}' };
  const { call } = await openSandbox().start(js('', { files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])) }));
  expect(await call(20)).toBe(41);
});
