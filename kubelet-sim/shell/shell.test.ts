import { SteppedClock } from '../../api';
import { imageFiles } from '../machines/image';
import { Collected, inputOf } from './io';
import { Shell } from './shell';

const clock = new SteppedClock();

function machine(): Shell {
  const files = imageFiles();
  files.mount('/conf/a', 'one\n', true);
  files.mount('/conf/b', 'two\nthree\n', true);
  const environment = new Map([['HOME', '/root'], ['PATH', '/bin'], ['GREETING', 'hello  world']]);
  files.place('/opt/placed', Buffer.from('x'), true);
  files.mount('/opt/placed', 'y', false);
  return new Shell({ files, hostname: 'web-0', user: 0, group: 0, clock, program: ['nginx', '-g'] }, environment, '/');
}

async function run(text: string, input = '', shell = machine()): Promise<{ code: number; out: string; err: string }> {
  const [output, errors] = [new Collected(), new Collected()];
  const code = await shell.program(text, { input: inputOf(Buffer.from(input)), output, errors }, new AbortController().signal);
  return { code, out: output.text(), err: errors.text() };
}

it.each<[string, string, number?, string?]>([
  ['echo a "b  c" \'$HOME\' $HOME', 'a b  c $HOME /root\n'],
  ['echo $GREETING "$GREETING" ${NOPE:-else} ${NOPE}.', 'hello world hello  world else .\n'],
  ['x=1; y=$x$x; echo $y; unset x; echo "[$x]"', '11\n[]\n'],
  ['echo -n a; echo -e "b\\tc"; printf "%s=%03d\\n" n 7', 'ab\tc\nn=007\n'],
  ['true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n'],
  ['! true; echo $?', '1\n'],
  ['exit 3; echo never', '', 3],
  ['exit nine', '', 2, 'sh: exit: Illegal number: nine\n'],
  ['(exit 4); echo $?', '4\n'],
  ['nope', '', 127, 'sh: nope: not found\n'],
  ['/etc/passwd', '', 126, 'sh: /etc/passwd: Permission denied\n'],
  ['cat /conf/a /conf/b | grep t | wc -l', '2\n'],
  ['ps aux', 'PID   USER     TIME  COMMAND\n    1 root      0:00 nginx -g\n    7 root      0:00 ps aux\n'],
  ['cat /opt/placed; echo z > /opt/placed', 'x', 1, "sh: can't create /opt/placed: Read-only file system\n"],
  ['cat /conf/* | head -n 2 | tail -n 1', 'two\n'],
  ['ls /conf; ls /nowhere', 'a\nb\n', 1, 'ls: /nowhere: No such file or directory\n'],
  ['cat /conf', '', 1, 'cat: read error: Is a directory\n'],
  ['cat /nope', '', 1, "cat: can't open '/nope': No such file or directory\n"],
  ['echo x > /tmp/f; echo y >> /tmp/f; cat < /tmp/f; wc -c /tmp/f', 'x\ny\n4 /tmp/f\n'],
  ['echo x > /conf/a', '', 1, "sh: can't create /conf/a: Read-only file system\n"],
  ['echo x > /nowhere/f', '', 1, "sh: can't create /nowhere/f: No such file or directory\n"],
  ['ls /nope 2>&1 | wc -l; ls /nope 2>/dev/null', '1\n', 1],
  ['cd /conf && pwd && cd .. && pwd; cd /nope', '/conf\n/\n', 2, "sh: cd: can't cd to /nope: No such file or directory\n"],
  ['mkdir -p /tmp/x/y && touch /tmp/x/y/z && ls /tmp/x/y && rm -r /tmp/x && ls /tmp', 'z\n'],
  ['rm /conf/a', '', 1, "rm: can't remove '/conf/a': Read-only file system\n"],
  ['test -f /conf/a && [ -d /conf ] && [ 2 -gt 1 ] && [ a = a -a b != c ] && echo all', 'all\n'],
  ['[ a', '', 2, '[: missing ]\n'],
  ['if [ -f /nope ]; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
  ['for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done', '1\n3\n'],
  ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i $((2 * (3 + 4) % 5))', '3 4\n'],
  ['while true; do break; done; echo out', 'out\n'],
  ['echo $((1 / 0))', '', 2, 'sh: arithmetic expression: divide by zero\n'],
  ['echo "$(hostname) `whoami`" $(echo a; echo b)', 'web-0 root a b\n'],
  ['export A=1; B=2; env | grep -c "^[AB]="; C=3 printenv C; printenv B', '1\n3\n', 1],
  ['sh -c \'echo $0 $1 $#; exit 5\' name first; echo $?', 'name first 1\n5\n'],
  ['env X=1 sh -c \'echo $X\'', '1\n'],
  ['id; id -u; uname', 'uid=0(root) gid=0(root) groups=0(root)\n0\nLinux\n'],
  ['date -u +%Y-%m-%dT%H:%M:%S', '2026-01-01T00:00:00\n'],
  ['seq 3 | sort -r | tee /tmp/s | head -1; cat /tmp/s | wc -l', '3\n3\n'],
  ['eval "echo \\$HOME"; exec echo last; echo never', '/root\nlast\n'],
  ['(exec echo last > /tmp/f); cat /tmp/f', 'last\n'],
  ['seq 100000 > /tmp/f; wc -lc /tmp/f', '   100000    588895 /tmp/f\n'],
  ['# nothing but a remark', ''],
  ['tar cf - /conf | tar tf -', 'conf/\nconf/a\nconf/b\n', 0, "tar: removing leading '/' from member names\n"],
  ['cd /conf; tar -cf /tmp/x.tar a b; mkdir /tmp/y; tar -xmf /tmp/x.tar -C /tmp/y b; ls /tmp/y; cat /tmp/y/b', 'b\ntwo\nthree\n'],
  ['tar cf - -C / conf/a nope | tar -xvf - -C /tmp; cat /tmp/conf/a', 'conf/a\none\n', 0, 'tar: nope: No such file or directory\n'],
  ['tar cf - /tmp/nope > /dev/null', '', 1, "tar: removing leading '/' from member names\ntar: /tmp/nope: No such file or directory\n"],
  ['echo no archive | tar xf -', '', 1, 'tar: short read\n'],
  ['tar cf - -C /conf . | tar xf - -C /conf', '', 1, "tar: can't open 'a': Read-only file system\ntar: can't open 'b': Read-only file system\n"],
  ['tar xzf x.tgz', '', 1, 'tar: unrecognized option: -z (of simulated containers, tar knows c, x, t, f, v, C)\n'],
  ['echo "open', '', 2, 'sh: syntax error: unterminated quoted string\n'],
  ['if true; then', '', 2, 'sh: syntax error: unexpected end of file (expecting "fi")\n'],
  ['echo a ;; echo b', '', 2, 'sh: syntax error: unexpected ";;"\n'],
  ['grep "(" /conf/a', '', 2, "grep: bad regex '('\n"],
])('%s', async (text, out, code = 0, err = '') => {
  expect(await run(text)).toEqual({ code, out, err });
});

it('reads what it is sent', async () => {
  expect((await run('read a b; echo "$b-$a"; cat', 'one two three\nrest\n')).out).toBe('two three-one\nrest\n');
  expect((await run('while read line; do echo "<$line>"; done', 'a\nb\n')).out).toBe('<a>\n<b>\n');
  expect((await run('sh', 'echo one\nexit 6\necho never\n'))).toMatchObject({ out: 'one\n', code: 6 });
});

it('keeps files from one command to the next, and nothing else', async () => {
  const shell = machine();
  await run('echo kept > /tmp/f', '', shell);
  expect((await run('cat /tmp/f', '', shell)).out).toBe('kept\n');
});

it('a container cannot fill the memory', async () => {
  const { err } = await run('echo 0123456789abcdef > /tmp/f; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do cat /tmp/f /tmp/f > /tmp/g; cat /tmp/g > /tmp/f; done');
  expect(err).toContain("sh: can't create /tmp/f: No space left on device\n");
});

it('what goes on without an end stops when nobody is there any more', async () => {
  const gone = new AbortController();
  const output = new Collected();
  const running = machine().program('while true; do echo x; done', { input: inputOf(Buffer.alloc(0)), output, errors: output }, gone.signal);
  setImmediate(() => setImmediate(() => gone.abort()));
  expect(await running).toBe(130);
});

it('sleeps by the clock, and is woken by Ctrl-C', async () => {
  const [output, stop] = [new Collected(), new AbortController()];
  const streams = { input: inputOf(Buffer.alloc(0)), output, errors: output };
  const slept = machine().program('sleep 1m; echo awake', streams, stop.signal);
  await clock.step(59_000);
  expect(output.text()).toBe('');
  await clock.step(1000);
  expect([await slept, output.text()]).toEqual([0, 'awake\n']);
  const woken = machine().program('sleep 1000; echo never', streams, stop.signal);
  await clock.step(10);
  stop.abort();
  expect(await woken).toBe(130);
});

it('a command is run without a shell by its name or its path', async () => {
  const [output, errors] = [new Collected(), new Collected()];
  const streams = { input: inputOf(Buffer.alloc(0)), output, errors };
  const { signal } = new AbortController();
  expect(await machine().execute(['/bin/echo', '$HOME', 'a  b'], streams, signal)).toBe(0);
  expect(await machine().execute(['cd', '/'], streams, signal)).toBeUndefined();
  expect(await machine().execute(['nginx'], streams, signal)).toBeUndefined();
  expect(output.text()).toBe('$HOME a  b\n');
});
