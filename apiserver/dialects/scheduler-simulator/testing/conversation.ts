/**
 * Conversations on record: what clients send (`>`) and what they are answered (`<`), in text files. A test has them again with a server and
 * compares; `MINIKAPI_RECORD=1` writes down what is answered now.
 *
 *     # what it shows
 *     > POST /api/v1/nodes            a request; headers and, behind an empty line, the body follow
 *     > OPEN GET /api/v1/...          one whose answer goes on
 *     > READ 2                        so many events of it, sorted by kind: order is kept within one
 *     > STEP 25000                    milliseconds pass
 *     > CLOSE                         the client leaves
 *
 * Whatever is new in each run stands as UID-1, RV-1, … in order of appearance, and can be sent so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { SteppedClock } from '../../../../api';

interface Turn {
  readonly comment: readonly string[];
  readonly said: readonly string[];
  readonly answered: readonly string[];
}

export interface Partner {
  readonly url: string;
  readonly clock: SteppedClock;
}

/** Resolves with what was on record and what is said now. */
export async function haveAgain(file: string, partner: Partner): Promise<{ readonly recorded: string; readonly now: string }> {
  const recorded = readFileSync(file, 'utf8');
  const talk = new Talk(partner);
  const turns: Turn[] = [];
  for (const turn of parse(recorded)) turns.push({ ...turn, answered: await talk.answer(turn.said) });
  talk.leave();
  const now = render(turns);
  if (process.env.MINIKAPI_RECORD) writeFileSync(file, now);
  return { recorded, now };
}

function parse(text: string): Turn[] {
  return text.split('\n\n').map((block) => {
    const lines = block.split('\n').filter(Boolean);
    const marked = (mark: string): string[] => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
    return { comment: marked('#'), said: marked('>'), answered: marked('<') };
  });
}

const render = (turns: readonly Turn[]): string => `${turns.map(({ comment, said, answered }) => [
  ...comment.map((line) => `# ${line}`), ...said.map((line) => `> ${line}`.trimEnd()), ...answered.map((line) => `< ${line}`.trimEnd()),
].join('\n')).join('\n\n')}\n`;

const toldHeaders = ['content-type', 'allow', 'access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods', 'access-control-allow-headers'];

class Talk {
  private readonly names = new Names();
  private stream: Stream | undefined;

  constructor(private readonly partner: Partner) {}

  async answer(said: readonly string[]): Promise<string[]> {
    const [first = '', ...rest] = said.map((line) => this.names.meant(line));
    const [verb, argument = ''] = first.split(' ');
    if (verb === 'STEP') {
      await this.partner.clock.step(Number(argument));
      return [];
    }
    if (verb === 'READ') return (await this.stream!.take(Number(argument))).map((text) => this.names.given(text));
    if (verb === 'CLOSE') {
      this.leave();
      return [];
    }
    const response = await this.send(verb === 'OPEN' ? first.slice(verb.length + 1) : first, rest);
    const head = [String(response.statusCode), ...toldHeaders.flatMap((name) => (response.headers[name] === undefined ? [] : [`${name}: ${String(response.headers[name])}`]))];
    if (verb === 'OPEN') {
      this.stream = new Stream(response);
      return head;
    }
    let body = '';
    for await (const piece of response.setEncoding('utf8')) body += String(piece);
    return [...head, ...(body ? ['', ...this.names.given(body.trimEnd()).split('\n')] : [])];
  }

  leave(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  private send(first: string, rest: readonly string[]): Promise<IncomingMessage> {
    const [method = '', path = ''] = first.split(' ');
    const empty = rest.indexOf('');
    const headers = Object.fromEntries((empty < 0 ? rest : rest.slice(0, empty)).map((line) => line.split(': ') as [string, string]));
    return new Promise((resolve, reject) => {
      const sent: ClientRequest = request(this.partner.url + path, { method, headers, agent: false }, resolve);
      sent.once('error', reject);
      sent.end(empty < 0 ? undefined : rest.slice(empty + 1).join('\n'));
    });
  }
}

/** An answer that goes on, in events: a line each, or lines that end with an empty one. */
class Stream {
  private text = '';
  private wake = (): void => undefined;
  private readonly end: string;

  constructor(private readonly response: IncomingMessage) {
    this.end = response.headers['content-type'] === 'text/event-stream' ? '\n\n' : '\n';
    response.setEncoding('utf8').on('data', (piece: string) => {
      this.text += piece;
      this.wake();
    });
    response.once('error', () => undefined);
    response.once('close', () => this.wake());
  }

  async take(count: number): Promise<string[]> {
    for (;;) {
      const events = this.text.split(this.end);
      // Behind the last end stands what has not ended.
      if (events.length > count) {
        this.text = events.slice(count).join(this.end);
        return events.slice(0, count).sort(byKind).flatMap((event) => `${event}${this.end}`.slice(0, -1).split('\n')).map((line) => line || '(empty line)');
      }
      if (this.response.closed) throw new Error(`the stream has ended after ${JSON.stringify(this.text)}`);
      await new Promise<void>((resolve) => { this.wake = resolve; });
    }
  }

  close(): void {
    this.response.destroy();
  }
}

const kindOf = (event: string): string => /"Kind":"(\w+)"/.exec(event)?.[1] ?? '';
const byKind = (a: string, b: string): number => (kindOf(a) < kindOf(b) ? -1 : kindOf(a) > kindOf(b) ? 1 : 0);

/** What is new in each run, by the name that it has on record. */
class Names {
  private readonly byValue = new Map<string, string>();
  private readonly byName = new Map<string, string>();
  private readonly counts = { UID: 0, RV: 0 };

  given(text: string): string {
    return text
      .replace(/"uid":"([\da-f-]{36})"/g, (_all, value: string) => `"uid":"${this.nameOf('UID', value)}"`)
      .replace(/\b(kube-api-access|pod)-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-RANDOM')
      .replace(/"resourceVersion":"(\d+)"/g, (_all, value: string) => `"resourceVersion":"${this.nameOf('RV', value)}"`);
  }

  meant(text: string): string {
    return text.replace(/\b(?:UID|RV)-\d+\b/g, (name) => this.byName.get(name) ?? name);
  }

  private nameOf(sort: 'UID' | 'RV', value: string): string {
    const known = this.byValue.get(value);
    if (known !== undefined) return known;
    const name = `${sort}-${++this.counts[sort]}`;
    this.byValue.set(value, name);
    this.byName.set(name, value);
    return name;
  }
}
