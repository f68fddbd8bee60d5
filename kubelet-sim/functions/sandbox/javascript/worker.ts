/** A thread with QuickJS in it (docs/adr/0013-function-sandboxes.md). Holds one program at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FaultKind, FromThread, Load, ToThread } from '../messages';
import { Spoken } from '../spoken';
import { Machine, nothing, Refused, type Tell } from './machine';

const { wasm } = workerData as { readonly wasm: WebAssembly.Module };
const send = (message: FromThread): void => parentPort?.postMessage(message);
const spoken = new Spoken((stream, text) => send({ type: 'said', stream, text }));

/** What a script says of its own end. */
let exitCode: number | undefined;

const tell: Tell = (what, a = '', b = '', c = '') => {
  switch (what) {
    case 'said': return spoken.say(a === 'stderr' ? 'stderr' : 'stdout', b);
    case 'timer': return send({ type: 'timer', timer: Number(a), ms: Number(b) });
    case 'cancel': return send({ type: 'cancel', timer: Number(a) });
    case 'done': return send({ type: 'done', id: Number(a), text: b });
    case 'failed': return send({ type: 'failed', id: Number(a), kind: c === nothing && machine?.isFull ? 'OutOfMemory' : b as FaultKind, message: c });
    case 'exit': exitCode ??= Number(a);
  }
};

/** A new one each time: how it comes to be is the same each time. */
const machineFor = (load: Load): Promise<Machine> => Machine.create(wasm, load, tell);

let machine: Machine | undefined;
let isScript = false;

async function on(message: ToThread): Promise<void> {
  spoken.refill();
  switch (message.type) {
    case 'load':
      machine = await machineFor(message.load);
      if (message.image) machine.thaw(message.image, message.load.seed);
      else machine.begin(message.load, []);
      return send({ type: 'loaded', ...(!message.image && !machine.isBusy && { image: machine.freeze() }) });
    case 'call':
      if (machine?.call(message.id, message.params)) send({ type: 'pending', id: message.id });
      return;
    case 'script':
      isScript = true;
      machine = await machineFor(message.load);
      machine.begin(message.load, message.args);
      return endOfScript(machine);
    case 'fire':
      machine?.fire(message.timer);
      return isScript && machine ? endOfScript(machine) : undefined;
    case 'ping': return send({ type: 'pong' });
    case 'freeze': {
      const image = machine?.freeze();
      machine = undefined;
      if (image) send({ type: 'frozen', image });
    }
  }
}

/** When nothing is left that it waits for. */
function endOfScript(running: Machine): void {
  if (exitCode === undefined && running.isBusy) return;
  running.checkOutcome();
  send({ type: 'exited', code: exitCode ?? 0 });
}

function refuse(message: ToThread, { message: text, isOutOfMemory }: Refused): void {
  const kind = isOutOfMemory ? 'OutOfMemory' : 'Thrown';
  if (isScript && exitCode !== undefined) return send({ type: 'exited', code: exitCode });
  if (message.type === 'call') return send({ type: 'failed', id: message.id, kind, message: text });
  if (message.type === 'load') return send({ type: 'refused', message: text });
  spoken.say('stderr', `${text}\n`);
  if (isScript) send({ type: 'exited', code: 1, kind, message: text });
}

parentPort?.on('message', (message: ToThread) => {
  on(message).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    refuse(message, error);
  });
});
send({ type: 'ready' });
