/** /exec and /attach (pkg/kubelet/server/server.go getExec, getAttach; k8s.io/cri-streaming). */
import type { core } from '../../../api';
import { NotAllowed } from '../../host/access';
import { NotStarted, processFault, runProcess } from '../../host/processes';
import { logOptions } from '../../logs/options';
import { runOf, statusOf } from '../../logs/runs';
import { containerOf, logSource } from '../../logs/source';
import { tell, type LogSource } from '../../logs/tell';
import { endingOf, type Ending } from '../../programs';
import type { LocalExec } from '../../resources/streams';
import { converse } from '../../shell/interactive';
import type { Shell } from '../../shell/shell';
import { Terminal } from '../../shell/terminal';
import { exited, failed, succeeded, wishedIn, type Outcome, type RemoteStreams, type Wished } from '../../streams/remote';
import { isSpdy } from '../../streams/spdy/upgrade';
import { spdyStreams } from '../../streams/spdy/command';
import { isWebSocket, webSocketStreams } from '../../streams/web-socket';
import { podOf, Refusal, type Call, type Route } from '../call';
import { fromFile } from './logs';

const methods = ['GET', 'POST'];

/** Throws Refusal. */
function runningContainer(call: Call): core.Pod {
  const { at: { container = '' } } = call;
  const pod = podOf(call);
  if (!statusOf(pod, container)?.state?.running) throw new Refusal(500, `container not found (${JSON.stringify(container)})`);
  return pod;
}

function streamsOf(call: Call, wished: Wished): Promise<RemoteStreams | undefined> {
  if (!wished.stdin && !wished.stdout && !wished.stderr) throw new Refusal(400, 'you must specify at least 1 of stdin, stdout, stderr');
  if (isWebSocket(call)) return webSocketStreams(call, wished);
  if (isSpdy(call)) return spdyStreams(call, wished);
  throw new Refusal(400, 'you must use the SPDY/3.1 or the WebSocket protocol\n');
}

async function serve(call: Call, wished: Wished, work: (streams: RemoteStreams) => Promise<Outcome>): Promise<void> {
  const streams = await streamsOf(call, wished);
  if (!streams) return;
  try {
    streams.finish(await work(streams));
  } catch (error) {
    call.log.error('a command in a simulated container failed', { path: call.request.url, error: error instanceof Error ? error.stack : String(error) });
    streams.finish(failed('error executing command in container'));
  }
}

export const exec: Route = {
  methods, path: '/exec/{namespace}/{pod}/{container}',
  async handle(call) {
    const pod = runningContainer(call);
    const wished = wishedIn(call.query);
    const words = call.query.getAll('command');
    const { local } = call.rules.exec(pod, call.at.container ?? '') ?? {};
    if (local) return onThisMachine(call, words, local, wished);
    const shell = await call.machines.enter(pod, call.at.container ?? '', wished.tty);
    await serve(call, wished, (streams) => (wished.tty ? onTerminal(shell, words, streams) : inPipes(shell, words, streams)));
  },
};

/** As an Exec object says. Throws NotAllowed. */
function onThisMachine(call: Call, words: readonly string[], local: LocalExec, wished: Wished): Promise<void> {
  const fault = processFault(call.access);
  if (fault !== undefined) throw new NotAllowed(fault);
  return serve(call, wished, async (streams) => {
    try {
      return exited(await codeOfProcess(call, words, local, wished, streams), words);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      return error.isMissing ? outcome(undefined, words) : failed(`error executing command in container: ${error.message}`);
    }
  });
}

function codeOfProcess({ access }: Call, words: readonly string[], local: LocalExec, { tty }: Wished, streams: RemoteStreams): Promise<number> {
  if (!tty) return runProcess(access, words, local, streams, streams.signal);
  const terminal = new Terminal(streams.input, streams.output);
  void terminal.listen();
  return runProcess(access, words, local, { input: terminal, output: terminal.output, errors: terminal.output }, streams.signal, (interrupt) => { terminal.onInterrupt = interrupt; });
}

async function inPipes(shell: Shell, words: readonly string[], streams: RemoteStreams): Promise<Outcome> {
  return outcome(await shell.execute(words, streams, streams.signal), words);
}

async function onTerminal(shell: Shell, words: readonly string[], streams: RemoteStreams): Promise<Outcome> {
  return outcome(await codeOnTerminal(shell, words, streams), words);
}

async function codeOnTerminal(shell: Shell, words: readonly string[], { input, output, signal }: RemoteStreams): Promise<number | undefined> {
  const terminal = new Terminal(input, output);
  void terminal.listen();
  if (isInteractive(words)) return converse(shell, terminal, signal);
  const interrupting = new AbortController();
  terminal.onInterrupt = () => {
    interrupting.abort();
    terminal.release();
  };
  return shell.execute(words, { input: terminal, output: terminal.output, errors: terminal.output }, AbortSignal.any([signal, interrupting.signal]));
}

/** A shell that is given nothing to run. */
const isInteractive = ([program = '', ...args]: readonly string[]): boolean => /(?:^|\/)(?:sh|bash|ash)$/.test(program) && args.every((arg) => /^-[il]+$/.test(arg));

/** As containerd and runc put it. */
function outcome(code: number | undefined, words: readonly string[]): Outcome {
  if (code !== undefined) return exited(code, words);
  const [program = ''] = words;
  const why = program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH';
  return failed(`error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(program)}: ${why}: unknown`);
}

/** What a container says from now on; one that takes standard input, and whose program nobody knows, is taken for a shell, with whose end it ends. */
export const attach: Route = {
  methods, path: '/attach/{namespace}/{pod}/{container}',
  async handle(call) {
    const pod = runningContainer(call);
    const name = call.at.container ?? '';
    const asked = wishedIn(call.query);
    const { logsFile } = call.rules.attach(pod, name) ?? {};
    if (logsFile) {
      return fromFile(call, pod, name, { path: logsFile, follow: true }, (source) => serve(call, { ...asked, stdin: false }, (streams) => followedFrom(call, source, streams)));
    }
    const container = containerOf(pod, name) ?? { name };
    const { stdin = false, stdinOnce = false, tty = false }: Partial<core.Container> = container;
    const wished = { ...asked, stdin: asked.stdin && stdin, tty: asked.tty && tty };
    const ending = endingOf(pod, container);
    if (!wished.stdin || ending) return serve(call, { ...wished, stdin: false }, (streams) => followed(call, pod, name, streams, ending));
    const shell = await call.machines.enter(pod, name, tty);
    return serve(call, wished, async (streams) => {
      const code = await (wished.tty ? codeOnTerminal(shell, ['sh'], streams) : shell.execute(['sh'], streams, streams.signal));
      // Who only goes away may come back.
      if (!streams.signal.aborted || stdinOnce) await call.machines.end(pod, name, code ?? 0);
      return succeeded;
    });
  },
};

/** Of a program that comes to an end all is told that it has said: nobody is quick enough to be there before. */
const followed = (call: Call, pod: core.Pod, name: string, streams: RemoteStreams, ending: Ending | undefined): Promise<Outcome> =>
  followedFrom(call, logSource(call.world, pod, name, runOf(pod, name, false)), streams, ending && ending.runTimeMs < Infinity ? '' : '&tailLines=0');

async function followedFrom({ clock }: Call, source: LogSource, { output, signal }: RemoteStreams, from = '&tailLines=0'): Promise<Outcome> {
  const options = logOptions(new URLSearchParams(`follow=true${from}`), clock.now());
  await tell(source, options, clock, { write: (text) => Promise.resolve(output.write(text)), signal });
  return succeeded;
}
