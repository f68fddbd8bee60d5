import type { core } from '../../api';
import type { Log } from '../logs/log';
import { endingOf, programLog } from '.';

const podOf = (container: Partial<core.Container>): { pod: core.Pod; container: core.Container } => {
  const whole = { name: 'web', image: 'busybox', ...container } as core.Container;
  return { pod: { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'web-0', namespace: 'shop' }, spec: { containers: [whole] }, status: {} }, container: whole };
};
const sh = (text: string): Partial<core.Container> => ({ command: ['sh', '-c', text] });
const ending = (container: Partial<core.Container>): unknown => {
  const { pod, container: whole } = podOf(container);
  const found = endingOf(pod, whole);
  return found && [found.runTimeMs, found.exitCode];
};
const lines = (log: Log | undefined, now: number): string[] => Array.from({ length: log?.count(now) ?? 0 }, (_, i) => `${log!.timeOf(i) - start} ${log!.line(i).text}`);
const start = Date.UTC(2026, 0, 1);

describe('how a program ends', () => {
  const forEver = [Infinity, 0];
  const cases: [string, Partial<core.Container>, unknown][] = [
    ['true', { command: ['true'] }, [0, 0]],
    ['false, by its path', { command: ['/bin/false'] }, [0, 1]],
    ['exit', { command: ['exit', '4'] }, [0, 4]],
    ['arguments alone', { args: ['echo', 'hi'] }, [0, 0]],
    ['a command with arguments', { command: ['sleep'], args: ['2.5'] }, [2500, 0]],
    ['several times', { command: ['sleep', '1m', '2s'] }, [62_000, 0]],
    ['what makes no sense', { command: ['sleep', 'well'] }, [0, 1]],
    ['for ever', { command: ['sleep', 'infinity'] }, forEver],
    ['nothing, for ever', { command: ['tail', '-f', '/dev/null'] }, forEver],
    ['a list', sh('sleep 1; false; sleep 2; exit 3'), [3000, 3]],
    ['and, or', sh('true && sleep 1 || sleep 9; false || exit 7'), [1000, 7]],
    ['set -e', { command: ['sh', '-ec', 'sleep 1; false; sleep 5'] }, [1000, 1]],
    ['set -e asks nobody who is asked', sh('set -euo pipefail; if false; then exit 1; fi; ! true; false || true; (exit 4); sleep 9'), [0, 4]],
    ['for', sh('for i in 1 2 3; do sleep $i; done'), [6000, 0]],
    ['while', sh('i=0; while [ $i -lt 5 ]; do i=$((i+1)); sleep 2; done; exit $i'), [10_000, 5]],
    ['break', sh('while true; do sleep 1; break; done'), [1000, 0]],
    ['a loop without end', sh('while true; do echo $(date); sleep 10; done'), forEver],
    ['a loop that nobody has patience for', sh('while [ 1 = 1 ]; do sleep 1; done'), forEver],
    ['until', sh('until false; do sleep 1; done; exit 3'), forEver],
    ['a shell within', sh('sh -c "sleep 1; exit 5" foo; exit $?'), [1000, 5]],
    ['arguments of a shell', { command: ['sh', '-c', 'sleep $1; exit $#', 'name', '4', 'x'] }, [4000, 2]],
    ['exec', sh('exec sleep 3; exit 9'), [3000, 0]],
    ['a shell with nothing to do', { command: ['sh'] }, [0, 0]],
    ['output that goes nowhere', sh('echo a > /dev/null 2>&1; echo b >&2'), [0, 0]],
    ['the environment', { ...sh('sleep $N; exit $((N + 1))'), env: [{ name: 'N', value: '2' }] }, [2000, 3]],
    ['$(NAME)', { command: ['sleep', '$(N)'], env: [{ name: 'N', value: '3' }] }, [3000, 0]],
    ['fields of the pod', { ...sh('[ "$ME" = web-0 ] && sleep 8'), env: [{ name: 'ME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }, [8000, 0]],
    ['its own name', sh('[ $HOSTNAME = web-0 ] && sleep 8'), [8000, 0]],
  ];
  it.each(cases)('%s', (_, container, expected) => expect(ending(container)).toEqual(expected));

  const slurm = (text: string): Partial<core.Container> => ({ ...sh(text), image: 'minik8s.io/slurm-job' });
  it.each<[string, Partial<core.Container>, unknown]>([
    ['a program of which nobody can tell', slurm('./saxpy'), [1000, 0]],
    ['several, and others', slurm('module list\nnvcc saxpy.cu -o saxpy && ./saxpy --n 3\nsleep 2; exit 4'), [5000, 4]],
    ['files that are named by a pattern, and written', slurm('nvcc *.cu > build.log 2>&1; echo done'), [1000, 0]],
    ['pipes', slurm('./saxpy | sort'), undefined],
    ['loops', slurm('for i in 1 2 3; do ./step $i; done'), [3000, 0]],
  ])('of a simulated job: %s', (_, container, expected) => expect(ending(container)).toEqual(expected));

  it('of a simulated job: what can be told of is said', () => {
    const { pod, container } = podOf(slurm('echo begin; ./saxpy > out; echo max error: 0; echo odd >&2'));
    expect(lines(programLog(pod, container, { id: 'c', startedAt: start }), start + 9000)).toEqual(['0 begin', '1000 max error: 0', '1000 odd']);
  });

  const unknown: [string, Partial<core.Container>][] = [
    ['no command', {}],
    ['no command but empty ones', { command: [], args: [] }],
    ['another program', { command: ['nginx', '-g', 'daemon off;'] }],
    ['flags of an image', { args: ['--port=80'] }],
    ['another program, later', sh('sleep 1; nginx')],
    ['files', sh('test -f /tmp/ready && sleep 5')],
    ['files that are written', sh('echo hi > /data/x')],
    ['a pattern of files', sh('echo *')],
    ['pipes', sh('echo hi | cat')],
    ['what runs beside', sh('sleep 5 & wait')],
    ['what only some shells have', sh('for i in {1..3}; do sleep 1; done')],
    ['what is no shell', sh('case x in x) true;; esac')],
    ['words of a ConfigMap', { ...sh('sleep $N'), env: [{ name: 'N', valueFrom: { configMapKeyRef: { name: 'c', key: 'n' } } }] }],
    ['words of who knows whom', { ...sh('sleep $N'), envFrom: [{ configMapRef: { name: 'c' } }] }],
    ['a service', sh('echo $WEB_SERVICE_HOST')],
    ['chance', sh('sleep $((RANDOM % 10))')],
    ['a loop that takes no time', sh('while true; do echo hi; done')],
    ['a shell that is talked to', { command: ['sh'], stdin: true }],
    ['texts that grow and grow', sh('x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32; do x=$x$x; done')],
    ['shells within shells', sh(`${'$('.repeat(60)}echo hi${')'.repeat(60)}`)],
  ];
  it.each(unknown)('nobody can tell: %s', (_, container) => expect(ending(container)).toBeUndefined());

  it('asks anew for every pod where its name has a part in it', () => {
    const own = sh('[ $HOSTNAME = web-0 ] || exit 3');
    expect(ending(own)).toEqual([0, 0]);
    const { pod, container } = podOf(own);
    expect(endingOf({ ...pod, metadata: { name: 'web-1' } }, container)).toEqual({ runTimeMs: 0, exitCode: 3 });
  });
});

describe('what a program says', () => {
  const logOf = (container: Partial<core.Container>, end?: number): Log | undefined => {
    const { pod, container: whole } = podOf(container);
    return programLog(pod, whole, { id: 'a', startedAt: start, ...(end !== undefined && { end: { at: start + end, exitCode: 0 } }) });
  };

  it('says it when its time has come', () => {
    const log = logOf(sh('echo one; sleep 2; printf "a\\nb"; sleep 1; echo c'));
    expect(lines(log, start + 1000)).toEqual(['0 one']);
    expect(log?.timeOf(1)).toBe(start + 2000);
    expect(lines(log, start + 2500)).toEqual(['0 one', '2000 a']);
    expect(lines(log, start + 9000)).toEqual(['0 one', '2000 a', '3000 bc']);
    expect(log?.timeOf(3)).toBe(Infinity);
  });

  it('goes on for ever', () => {
    const log = logOf(sh('i=0; while true; do echo "$i: $(date +%T)"; i=$((i+1)); sleep 10; done'));
    expect(lines(log, start + 25_000)).toEqual(['0 0: 00:00:00', '10000 1: 00:00:10', '20000 2: 00:00:20']);
    expect(log?.timeOf(3)).toBe(start + 30_000);
  });

  it('ends with the container, and keeps what had no end of a line', () => {
    expect(lines(logOf(sh('while true; do echo hi; sleep 10; done'), 15_000), start + 60_000)).toEqual(['0 hi', '10000 hi']);
    expect(lines(logOf(sh('sleep 1; printf bye; exit 3'), 1000), start + 60_000)).toEqual(['1000 bye']);
  });

  it('tells its streams apart', () => {
    const log = logOf(sh('echo out; echo err >&2; sh -c "echo in >&2" 2>&1; echo no 2>/dev/null 1>&2'));
    expect(log?.count(start)).toBe(3);
    expect([0, 1, 2].map((i) => log?.line(i))).toMatchObject([{ stream: 'stdout', text: 'out' }, { stream: 'stderr', text: 'err' }, { stream: 'stdout', text: 'in' }]);
  });

  it('asks again where nothing is said for long', () => {
    const log = logOf(sh('while true; do sleep 0.001; done'));
    expect(log?.timeOf(0)).toBeLessThan(start + 60_000);
    expect(log?.count(start + 1000)).toBe(0);
  });
});
