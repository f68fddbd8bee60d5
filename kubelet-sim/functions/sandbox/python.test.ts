import { Failure } from '../../serverless/instances';
import { CompileFault } from './program';
import { closeSandboxes, openSandbox, program, turn } from './testing/sandboxes';

// Python itself takes seconds to begin on a slow machine, so one sandbox serves many cases.
jest.setTimeout(120_000);
afterEach(closeSandboxes);

/** Longer than any test steps while a thread comes to what it is waited for. */
const long = 1e9;

const py = (source: string, options?: Parameters<typeof program>[2]) => program('python', source, options);
const failure = (kind: string, message?: RegExp) => (error: unknown) => {
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).kind).toBe(kind);
  if (message) expect((error as Failure).message).toMatch(message);
};

test('a Python function: parameters, answers, variables, words, errors, limits', async () => {
  const { clock, start } = openSandbox();
  const { call, said, instance } = await start(py(`
import asyncio, json, os, random, sys
n = 0
waiting = []
async def wait():
    future = asyncio.get_event_loop().create_future()
    waiting.append(future)
    return await future
def main(params):
    global n
    what = params.get('what') if isinstance(params, dict) else params
    if what == 'count':
        n += 1
        return n
    if what == 'say':
        print('hello', params)
        print('oh', file=sys.stderr)
        return None
    if what == 'throw': raise ValueError('too far')
    if what == 'exit': sys.exit(3)
    if what == 'set': return {1, 2}
    if what == 'nan': return float('nan')
    if what == 'deep':
        def deep(n): return deep(n + 1) + 1
        return deep(0)
    if what == 'bomb': return len(bytearray(1024 * 1024 * 1024))
    if what == 'loop':
        while True: pass
    if what == 'wait': return wait()
    if what == 'sleep': return asyncio.sleep(60, 'slept')
    if what == 'go':
        for future in waiting: future.set_result('gone')
        return len(waiting)
    if what == 'background':
        async def background():
            print('loops', flush=True)
            while True: pass
        asyncio.ensure_future(background())
        return 'begun'
    if what == 'env': return os.environ['GREETING']
    return {'got': params, 'type': type(params).__name__}
`, { env: { GREETING: 'hi' }, limits: { timeoutMs: long } }));
  expect(await call({ a: [1, 'ä', null] })).toEqual({ got: { a: [1, 'ä', null] }, type: 'dict' });
  expect(await call()).toEqual({ got: '', type: 'str' });
  expect([await call('count'), await call('count')]).toEqual([1, 2]);
  expect(await call({ what: 'say' })).toBeNull();
  expect(said).toEqual({ stdout: "hello {'what': 'say'}\n", stderr: 'oh\n' });
  expect(await call('env')).toBe('hi');
  await call('throw').catch(failure('Thrown', /^ValueError: too far$/));
  expect(said.stderr).toMatch(/File "func.py", line \d+, in main\n.*ValueError: too far/s);
  await call('exit').catch(failure('Thrown', /SystemExit: 3/));
  await call('set').catch(failure('NotJson', /set is not JSON serializable/));
  await call('nan').catch(failure('NotJson'));
  await call('deep').catch(failure('Thrown', /RecursionError/));
  const waits = call('wait');
  while (await call('go') === 0) await turn();
  expect(await waits).toBe('gone');
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  expect(await Promise.all(numbers.map((a) => call({ a })))).toEqual(numbers.map((a) => ({ got: { a }, type: 'dict' })));
  let slept: unknown;
  void call('sleep').then((value) => { slept = value; });
  while (!slept) { await clock.step(60_000); await turn(); }
  expect(slept).toBe('slept');
  // What costs the instance its thread: it begins anew.
  await call('bomb').catch(failure('OutOfMemory'));
  expect(await call('count')).toBe(1);
  const told = call('loop').catch(failure('Timeout', /within 1000000 s/));
  const behind = call('count');
  await turn();
  await clock.step(long);
  await told;
  expect(await behind).toBe(1);
  expect(await call('background')).toBe('begun');
  while (!said.stdout.includes('loops')) await turn();
  while (!said.stderr.includes('between calls')) { await clock.step(long); await turn(); }
  expect(said.stderr).toMatch(/begins anew: what it does between calls took too long/);
  expect(await call('count')).toBe(1);
  await instance.stop();
  await call().catch(failure('Stopping'));
});

test('a source that cannot be run is refused; one of several files is not', async () => {
  const { start } = openSandbox();
  for (const [source, message] of [['def main(:', /SyntaxError/], ['import nothing', /ModuleNotFoundError/], ['x = 1', /func.py defines no function main/], ['raise ValueError("no")', /ValueError: no/]] as const) {
    const starting = start(py(source));
    await expect(starting).rejects.toBeInstanceOf(CompileFault);
    await expect(starting).rejects.toThrow(message);
  }
  const files = Object.fromEntries(Object.entries({ 'func.py': 'from lib.math import double\ndef main(n): return double(n) + len(open("/function/data.txt").read())', 'lib/__init__.py': '', 'lib/math.py': 'def double(n): return n * 2', 'data.txt': 'x' })
    .map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const { call } = await start(py('', { files, limits: { memoryMiB: 8 } }));
  expect(await call(20)).toBe(41);
});

test('nothing of this machine can be reached from Python, neither by its own modules nor by those that lead to JavaScript', async () => {
  const { call } = await openSandbox().start(py(`
def attempt(f):
    try: return repr(f())
    except BaseException as error: return type(error).__name__
def from_js():
    from pyodide.code import run_js
    return run_js('process.pid')
def by_constructor():
    import pyodide_js
    return pyodide_js.runPython.constructor('return process')()
def by_file_system():
    import pyodide_js
    pyodide_js.FS.mkdir('/mnt')
    pyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {}, '/mnt')
    import os
    return os.listdir('/mnt')
def by_package():
    import pyodide_js
    return pyodide_js._module.API.config.jsglobals.process
def by_socket():
    import socket
    return socket.create_connection(('127.0.0.1', 80), timeout=1)
def by_url():
    import urllib.request
    return urllib.request.urlopen('http://127.0.0.1/')
def by_process():
    import subprocess
    return subprocess.run(['ls'])
def by_script():
    import ctypes
    library = ctypes.CDLL(None)
    library.emscripten_run_script_int.restype = ctypes.c_int
    return library.emscripten_run_script_int(b'1 + 1')
def main(params):
    if params == 'by_script': return by_script()
    names = {f.__name__: attempt(f) for f in (from_js, by_constructor, by_file_system, by_package, by_socket, by_url, by_process)}
    return {**names, 'file': attempt(lambda: open('/etc/hostname').read()), 'js': attempt(lambda: __import__('js').process)}
`));
  const reached = await call() as Record<string, string>;
  expect(Object.entries(reached).filter(([, text]) => !/^[A-Z]\w*(?:Error|Exception)$|^JsException$/.test(text))).toEqual([]);
  // What goes below Python ends the instance, which begins anew.
  await call('by_script').catch(failure('Thrown', /no code is made out of texts here/));
  expect(await call()).toEqual(reached);
});
