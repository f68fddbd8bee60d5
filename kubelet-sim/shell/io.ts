/** What commands read and write. */

export interface Input {
  /** The next bytes; undefined at the end. */
  read(): Promise<Buffer | undefined>;
}

export interface Output {
  write(data: string | Buffer): void;
}

export interface Streams {
  readonly input: Input;
  readonly output: Output;
  readonly errors: Output;
}

/** Of what has been written already. */
export function inputOf(data: Buffer): Input {
  let left: Buffer | undefined = data.length ? data : undefined;
  return {
    read() {
      const next = left;
      left = undefined;
      return Promise.resolve(next);
    },
  };
}

/** More than this a pipe or a substitution does not hold. */
const mostBytes = 16 * 1024 * 1024;

/** Keeps what is written. */
export class Collected implements Output {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  write(data: string | Buffer): void {
    const chunk = Buffer.from(data);
    if ((this.size += chunk.length) <= mostBytes) this.chunks.push(chunk);
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  text(): string {
    return this.bytes().toString();
  }
}

/** Line by line; what is read beyond a line is kept for the next reader. */
export class LineInput implements Input {
  private kept: Buffer = Buffer.alloc(0);

  constructor(private readonly source: Input) {}

  async read(): Promise<Buffer | undefined> {
    const { kept } = this;
    if (kept.length === 0) return this.source.read();
    this.kept = Buffer.alloc(0);
    return kept;
  }

  /** Without its end; undefined at the end of all. */
  async line(): Promise<string | undefined> {
    for (let from = 0; ;) {
      const end = this.kept.indexOf(10, from);
      if (end >= 0) {
        const line = this.kept.subarray(0, end).toString();
        this.kept = this.kept.subarray(end + 1);
        return line;
      }
      from = this.kept.length;
      const more = await this.source.read();
      if (more === undefined) return this.rest();
      this.kept = Buffer.concat([this.kept, more]);
    }
  }

  private rest(): string | undefined {
    const { kept } = this;
    this.kept = Buffer.alloc(0);
    return kept.length ? kept.toString() : undefined;
  }
}

export const lineInput = (input: Input): LineInput => (input instanceof LineInput ? input : new LineInput(input));

export async function readAll(input: Input): Promise<Buffer> {
  const all = new Collected();
  for (let chunk = await input.read(); chunk; chunk = await input.read()) all.write(chunk);
  return all.bytes();
}
