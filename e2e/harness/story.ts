/** A story of kubectl commands against one server, in a namespace of its own. */
import { Api } from './api';
import { Kubectl, type Given, type Result, type Watching } from './kubectl';
import { embedded, type Installation, type Topology } from './topologies';

const minute = 60_000;

/** Words as typed: split at spaces, but what is filled in stays within its word: `get pods -l ${'a in (b, c)'}`. */
type Command<T> = (text: TemplateStringsArray, ...filledIn: readonly string[]) => Promise<T>;

export interface Story {
  /** What it wrote; fails when the command fails. */
  readonly ok: Command<string>;
  /** What it complained of, trimmed; fails when the command succeeds. */
  readonly refused: Command<string>;
  readonly attempt: Command<Result>;
  /** `ok`, with `-o json`. */
  json<T = Record<string, unknown>>(text: TemplateStringsArray, ...filledIn: readonly string[]): Promise<T>;
  /** `ok` and `refused` with manifests on its standard input. */
  feed(...manifests: readonly object[]): Command<string>;
  refuse(...manifests: readonly object[]): Command<string>;
  /** `attempt` with them. */
  sending(...manifests: readonly object[]): Command<Result>;
  /** With a command as the editor. */
  editing(editor: string): Command<Result>;
  /** One that does not end by itself; whoever starts it stops it. */
  watching(text: TemplateStringsArray, ...filledIn: readonly string[]): Watching;
  api(): Api;
  /** For files that a command reads; its environment's TMPDIR. */
  folder(): string;
}

/** Registers the server's start and end with the test file. */
export function story(namespace: string, topology: Topology = embedded): Story {
  let at: Installation;
  let kubectl: Kubectl;

  // Each command is a process, and a busy machine takes its time to run one.
  jest.setTimeout(minute);

  beforeAll(async () => {
    at = await topology.open();
    kubectl = new Kubectl(at.servers[0].kubeconfig, at.folder);
    await kubectl.run('create', 'namespace', namespace);
  }, minute);

  afterAll(() => at.close(), minute);

  const attempt = (given?: Given): Command<Result> => (text, ...filledIn) => kubectl.try(['-n', namespace, ...wordsOf(text, filledIn)], given);
  const ok = (given?: Given): Command<string> => async (text, ...filledIn) => written(await attempt(given)(text, ...filledIn), text);
  const refused = (given?: Given): Command<string> => async (text, ...filledIn) => complained(await attempt(given)(text, ...filledIn), text);

  return {
    ok: ok(),
    refused: refused(),
    attempt: attempt(),
    json: async <T>(text: TemplateStringsArray, ...filledIn: readonly string[]) => JSON.parse(await kubectl.run('-n', namespace, ...asJson(wordsOf(text, filledIn)))) as T,
    feed: (...manifests) => ok({ input: stream(manifests) }),
    refuse: (...manifests) => refused({ input: stream(manifests) }),
    sending: (...manifests) => attempt({ input: stream(manifests) }),
    editing: (editor) => attempt({ editor }),
    watching: (text, ...filledIn) => kubectl.watch('-n', namespace, ...wordsOf(text, filledIn)),
    api: () => new Api(at.servers[0].url),
    folder: () => at.folder,
  };
}

function wordsOf(text: TemplateStringsArray, filledIn: readonly string[]): string[] {
  const blank = '\0';
  let next = 0;
  return text.join(blank).split(/\s+/).filter(Boolean).map((word) => word.replaceAll(blank, () => filledIn[next++] ?? ''));
}

/** What stands behind `--` is not for kubectl. */
function asJson(words: readonly string[]): string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return [...words.slice(0, end), '-o', 'json', ...words.slice(end)];
}

const stream = (manifests: readonly object[]): string => manifests.map((manifest) => JSON.stringify(manifest)).join('\n');

function written({ code, stdout, stderr }: Result, text: TemplateStringsArray): string {
  if (code !== 0) throw new Error(`kubectl ${text.join('…')}: exit ${code}\n${stdout}${stderr}`);
  return stdout;
}

function complained({ code, stdout, stderr }: Result, text: TemplateStringsArray): string {
  if (code === 0) throw new Error(`kubectl ${text.join('…')} was not refused\n${stdout}${stderr}`);
  return stderr.trim();
}
