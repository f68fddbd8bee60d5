/** What a function pod runs: the content that a ControllerRevision keeps (controllers/minik8s/functions/content.ts), made ready for the sandbox. */
import type { minik8s } from '../../api';
import { filesOfArchive } from './sandbox/archive';
import { CompileFault, defaultLimits, entryOf, runtimeOf, type Program } from './sandbox/program';

export type FunctionContent = Partial<Pick<minik8s.FunctionSpec, 'runtime' | 'source' | 'archive' | 'handler' | 'timeoutSeconds' | 'memoryMiB' | 'env' | 'network'>>;

/** Files that may define the handler, in this order. */
const entries: readonly (readonly [minik8s.Runtime, string])[] = [
  ['python', 'func.py'], ['javascript', 'func.js'], ['javascript', 'index.js'], ['javascript', 'main.js'], ['python', 'main.py'],
];

/** Throws CompileFault. */
export async function programOf(content: FunctionContent): Promise<Program> {
  const { handler = 'main', timeoutSeconds, memoryMiB, env = [], network = false } = content;
  if (network) throw new CompileFault('spec.network: functions are given no network here');
  if (!/^[A-Za-z_$][\w$]*$/.test(handler)) throw new CompileFault(`spec.handler: ${JSON.stringify(handler)} is no name of a function`);
  const { runtime, files, entry } = await sourceOf(content);
  const usual = defaultLimits[runtime];
  return {
    runtime, files, entry, handler, env: Object.fromEntries(env.map(({ name, value = '' }) => [name, value])),
    limits: { timeoutMs: timeoutSeconds === undefined ? usual.timeoutMs : timeoutSeconds * 1000, memoryMiB: memoryMiB ?? usual.memoryMiB },
  };
}

type Source = Pick<Program, 'runtime' | 'files' | 'entry'>;

async function sourceOf({ runtime, source, archive }: FunctionContent): Promise<Source> {
  if (archive) return fromFiles(await filesOfArchive(archive), runtime);
  if (source === undefined) throw new CompileFault('the function has neither spec.source nor spec.archive');
  const meant = runtime ?? runtimeOf(source);
  return { runtime: meant, entry: entryOf[meant], files: { [entryOf[meant]]: new TextEncoder().encode(source) } };
}

/** Who packs a folder packs its name too. */
function fromFiles(files: Program['files'], wished: minik8s.Runtime | undefined): Source {
  const folder = folderOf(Object.keys(files));
  const inside = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path.slice(folder.length), bytes]));
  const found = entries.find(([runtime, name]) => (wished === undefined || wished === runtime) && Object.hasOwn(inside, name));
  if (!found) throw new CompileFault(`archive: there is none of ${entries.filter(([runtime]) => wished === undefined || wished === runtime).map(([, name]) => name).join(', ')}`);
  return { runtime: found[0], entry: found[1], files: inside };
}

/** `price/`, when everything is in it. */
function folderOf(paths: readonly string[]): string {
  const first = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? '';
  return paths.every((path) => path.startsWith(first)) ? first : '';
}
