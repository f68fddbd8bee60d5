/** The lines of a long text that comes in pieces. */

const newline = 10;

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The last one, without its end: complete, or torn off where the writer was stopped. */
  readonly open: boolean;
}

export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 0;
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline, from); end >= 0; end = chunk.indexOf(newline, from)) {
      yield { number: ++number, text: textOf([...rest, chunk.subarray(from, end)]), open: false };
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length) yield { number: ++number, text: textOf(rest), open: true };
}

const textOf = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('utf8');
