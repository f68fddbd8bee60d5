import { closeSandboxes, openSandbox, stepUntil } from './testing/sandboxes';

jest.setTimeout(120_000);
afterEach(closeSandboxes);

const never = new AbortController().signal;

test.each([
  ['javascript', 'console.log("hi", process.argv.slice(2).join("+"), process.env.A); console.error("oh");', { exitCode: 0, stdout: 'hi 1+2 b\n', stderr: 'oh\n' }],
  ['javascript', 'await null; setTimeout(() => console.log("later"), 0);\nexport {};', { exitCode: 0, stdout: 'later\n' }],
  ['javascript', 'console.log("before"); process.exit(4); console.log("after");', { exitCode: 4, stdout: 'before\n' }],
  ['javascript', 'null.x', { exitCode: 1, failure: { kind: 'Thrown', message: expect.stringMatching(/^TypeError/) } }],
  ['javascript', 'const all = []; for (;;) all.push(new Uint8Array(1e6));', { exitCode: 1, failure: { kind: 'OutOfMemory', message: expect.any(String) } }],
  ['python', 'import sys, os\nprint("hi", sys.argv[1:], os.environ["A"], __name__)\nprint("oh", file=sys.stderr)', { exitCode: 0, stdout: "hi ['1', '2'] b __main__\n", stderr: 'oh\n' }],
  ['python', 'import sys\nprint("before")\nsys.exit(4)', { exitCode: 4, stdout: 'before\n' }],
  ['python', '1 / 0', { exitCode: 1, stderr: expect.stringMatching(/line 1, in <module>\n.*ZeroDivisionError/s), failure: { kind: 'Thrown', message: expect.stringMatching(/ZeroDivisionError/) } }],
] as const)('a script in %s is run to its end: %s', async (runtime, source, result) => {
  const { clock, sandbox } = openSandbox();
  expect(await stepUntil(clock, sandbox.runScript({ runtime, source, args: ['1', '2'], env: { A: 'b' } }, never), 1)).toMatchObject(result);
});

test('a script that does not end is ended', async () => {
  const { clock, sandbox } = openSandbox();
  expect(await stepUntil(clock, sandbox.runScript({ runtime: 'javascript', source: 'for (;;);', limits: { timeoutMs: 5000 } }, never), 1000)).toMatchObject({ exitCode: 137, failure: { kind: 'Timeout', message: 'the script did not come to its end within 5 s' } });
  const leaving = new AbortController();
  const left = sandbox.runScript({ runtime: 'javascript', source: 'for (;;);' }, leaving.signal);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
});
