/** Somebody at a prompt. */
import { LineInput } from './io';
import { parseScript } from './parse';
import type { Shell } from './shell';
import { SyntaxFault } from './syntax';
import type { Terminal } from './terminal';

/** Until `exit`, the end of what is typed, or `signal`; the exit code. */
export async function converse(shell: Shell, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const lines = new LineInput(terminal);
  const streams = { input: lines, output: terminal.output, errors: terminal.output };
  let left: number | undefined;
  while (left === undefined && !signal.aborted) {
    const text = await typed(shell, terminal, lines, signal);
    if (text === undefined) break;
    left = await obeyed(shell, terminal, text, streams, signal);
  }
  return left ?? shell.status;
}

/** A command, which may take several lines; undefined at the end. */
async function typed(shell: Shell, terminal: Terminal, lines: LineInput, signal: AbortSignal): Promise<string | undefined> {
  for (;;) {
    let interrupted = false;
    terminal.onInterrupt = () => {
      interrupted = true;
      terminal.release();
    };
    let text = '';
    do {
      terminal.output.write(text ? '> ' : `${shell.folder} ${shell.machine.user === 0 ? '#' : '$'} `);
      const line = await lines.line();
      if (signal.aborted) return undefined;
      if (interrupted) break;
      if (line === undefined) return undefined;
      text += text ? `\n${line}` : line;
    } while (isUnfinished(text));
    if (!interrupted) return text;
    shell.status = 130;
  }
}

function isUnfinished(text: string): boolean {
  try {
    parseScript(text);
    return false;
  } catch (error) {
    return error instanceof SyntaxFault && error.incomplete;
  }
}

async function obeyed(shell: Shell, terminal: Terminal, text: string, streams: Parameters<Shell['run']>[1], signal: AbortSignal): Promise<number | undefined> {
  const interrupting = new AbortController();
  terminal.onInterrupt = () => {
    interrupting.abort();
    terminal.release();
  };
  return shell.step(text, streams, AbortSignal.any([signal, interrupting.signal]));
}
