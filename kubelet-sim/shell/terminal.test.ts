import { SteppedClock } from '../../api';
import { imageFiles } from '../machines/image';
import { converse } from './interactive';
import { Collected, type Input } from './io';
import { Shell } from './shell';
import { Terminal } from './terminal';

/** Typed when the program has nothing left to do. */
class Keyboard implements Input {
  constructor(private readonly keys: string[]) {}

  async read(): Promise<Buffer | undefined> {
    for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => { setImmediate(resolve); });
    const next = this.keys.shift();
    return next === undefined ? undefined : Buffer.from(next);
  }
}

async function session(...keys: string[]): Promise<{ code: number; screen: string }> {
  const screen = new Collected();
  const terminal = new Terminal(new Keyboard(keys), screen);
  const shell = new Shell({ files: imageFiles(), hostname: 'web', user: 0, group: 0, clock: new SteppedClock() }, new Map(), '/');
  void terminal.listen();
  return { code: await converse(shell, terminal, new AbortController().signal), screen: screen.text() };
}

it.each<[string, string[], string, number]>([
  ['a command and its end', ['echo hi\r', 'exit 3\r'], '/ # echo hi\r\nhi\r\n/ # exit 3\r\n', 3],
  ['a folder in the prompt', ['cd /tmp\r', '\x04'], '/ # cd /tmp\r\n/tmp # ', 0],
  ['what is typed wrong', ['echx\x7fo a\x15echo b\r', '\x04'], `/ # echx\b \bo a${'\b \b'.repeat(6)}echo b\r\nb\r\n/ # `, 0],
  ['arrows', ['\x1b[Aecho a\x1b[D\r', '\x04'], '/ # echo a\r\na\r\n/ # ', 0],
  ['Ctrl-C at the prompt', ['garbage\x03', 'echo $?\r', '\x04'], '/ # garbage^C\r\n/ # echo $?\r\n130\r\n/ # ', 0],
  ['Ctrl-C while something runs', ['sleep 1000\r', '\x03', 'echo $?\r', '\x04'], '/ # sleep 1000\r\n^C\r\n/ # echo $?\r\n130\r\n/ # ', 0],
  ['Ctrl-D ends what a command reads', ['cat\r', 'a line\r', '\x04', 'exit\r'], '/ # cat\r\na line\r\na line\r\n/ # exit\r\n', 0],
  ['what takes several lines', ['for i in 1 2\r', 'do echo $i\r', 'done\r', '\x04'], '/ # for i in 1 2\r\n> do echo $i\r\n> done\r\n1\r\n2\r\n/ # ', 0],
  ['nobody types any more', [], '/ # ', 0],
])('%s', async (_, keys, screen, code) => {
  expect(await session(...keys)).toEqual({ code, screen });
});
